import Core
import CoreTesting
import Crypto
import SQL

extension TestAccounts {
  /// Puts the row of a member's file into the database, and returns the file's id.
  ///
  /// - Parameter kind: `image` or `audio`.
  public func mediaFile(_ kind: String, of member: TestMember, milliseconds: Int64) async throws -> String {
    let id = random.uuid().description, key = String(repeating: id.filter { $0 != "-" }, count: 2)
    let isImage = kind == "image"
    try await database.run(
      """
      INSERT INTO media (id, user_id, file, source, has_squares, kind, bytes, width, height, frames, milliseconds, created_at, unused_since)
      VALUES (\(id), \(member.id), \(key), \(key), \(isImage), \(kind), 100, \(isImage ? Int64(8) : nil), \(isImage ? Int64(6) : nil),
        \(isImage ? Int64(1) : nil), \(isImage ? nil : milliseconds), \(clock.now), \(clock.now))
      """)
    return id
  }
}
