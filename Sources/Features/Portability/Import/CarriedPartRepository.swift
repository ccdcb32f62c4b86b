import Core
import SQL

/// A part of an archive that belongs to another place.
struct CarriedPart: Hashable, Sendable {
  let host: String
  let part: String
  let origin: String
  let sha256: String
  let bytes: Int64

  var path: String { "carried/\(host)/\(part).json" }
}

/// Parts that belong to other places, kept as they came, in pieces.
struct CarriedPartRepository: Sendable {
  /// Bytes of one piece.
  static let piece = 65_536

  let database: Database

  /// Those that came in whole.
  func list(of owner: UserID) async throws -> [CarriedPart] {
    try await database.all(
      "SELECT host, part, origin, sha256, bytes FROM carried_parts WHERE user_id = \(owner) AND is_whole ORDER BY host, part")
  }

  func find(_ host: String, _ part: String, of owner: UserID) async throws -> CarriedPart? {
    try await database.first(
      """
      SELECT host, part, origin, sha256, bytes FROM carried_parts
      WHERE user_id = \(owner) AND host = \(host) AND part = \(part) AND is_whole
      """)
  }

  func piece(_ place: Int64, of part: CarriedPart, _ owner: UserID) async throws -> [UInt8]? {
    try await database.value(
      """
      SELECT bytes FROM carried_pieces WHERE user_id = \(owner) AND host = \(part.host) AND part = \(part.part) AND place = \(place)
      """)
  }

  /// What they weigh together.
  func weight(of owner: UserID, in transaction: Transaction) async throws -> Int64 {
    try await transaction.value("SELECT CAST(COALESCE(sum(bytes), 0) AS BIGINT) FROM carried_parts WHERE user_id = \(owner)") ?? 0
  }

  /// Puts a part in place of what had its name, without its text. It counts once it is complete.
  func put(_ part: CarriedPart, of owner: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await remove(part, of: owner, in: transaction)
    try await transaction.run(
      """
      INSERT INTO carried_parts (user_id, host, part, origin, sha256, bytes, is_whole, created_at)
      VALUES (\(owner), \(part.host), \(part.part), \(part.origin), \(part.sha256), \(part.bytes), \(false), \(now))
      """)
  }

  func add(_ bytes: [UInt8], at place: Int64, of part: CarriedPart, _ owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO carried_pieces (user_id, host, part, place, bytes)
      VALUES (\(owner), \(part.host), \(part.part), \(place), \(bytes))
      """)
  }

  /// All of its text is there.
  func complete(_ part: CarriedPart, of owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE carried_parts SET is_whole = \(true) WHERE user_id = \(owner) AND host = \(part.host) AND part = \(part.part)
      """)
  }

  func remove(_ part: CarriedPart, of owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      "DELETE FROM carried_parts WHERE user_id = \(owner) AND host = \(part.host) AND part = \(part.part)")
  }

  func erase(of owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM carried_parts WHERE user_id = \(owner)")
  }
}

extension CarriedPart: RowDecodable {
  init(row: Row) throws {
    self.init(host: try row[0], part: try row[1], origin: try row[2], sha256: try row[3], bytes: try row[4])
  }
}
