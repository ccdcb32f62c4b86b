import Core
import SQL

/// The files that the rows of one moment name, for backups.
public struct BackedUpMediaRepository: Sendable {
  public init() {}

  /// A row, as far as its files need it.
  public struct Entry: Sendable {
    public let number: Int64
    let key: MediaKey
    let files: [MediaFileName]

    /// Where its files lie in the folder of media: `ab/abcd….320.webp`.
    public var paths: [String] { files.map { "\(key.rawValue.prefix(2))/\(key.rawValue).\($0.rawValue)" } }
  }

  /// Rows in the order of their numbers, at most 1,000 at a time.
  public func entries(after number: Int64, in snapshot: Snapshot) async throws -> [Entry] {
    try await snapshot.all("SELECT number, file, kind, has_squares FROM media WHERE number > \(number) ORDER BY number LIMIT 1000") { row in
      let kind = MediaItem.Kind(rawValue: try row[2] as String) ?? .image
      let files = try row[3] as Bool ? MediaFileName.all(of: kind) : MediaFileName.addressed(of: kind)
      return Entry(number: try row[0], key: MediaKey(rawValue: try row[1]), files: files)
    }
  }
}
