import Core
import Relations
import SQL

/// All versions of verses.
struct VerseHistoryRepository: Sendable {
  /// The newest first.
  func page(of id: VerseID, before bound: Int64?, limit: Int, in connection: Connection) async throws -> RevisionSlice {
    let before: SQL = bound.map { "AND h.version < \($0)" } ?? ""
    let found = try await connection.all(
      "\(Self.revisions) WHERE h.verse_id = \(id) \(before) ORDER BY h.version DESC LIMIT \(limit + 1)", as: VerseRevision.self)
    let shown = Array(found.prefix(limit))
    return RevisionSlice(revisions: shown, next: found.count > limit ? shown.last?.version : nil)
  }

  func revision(_ version: Int64, of id: VerseID, in connection: Connection) async throws -> VerseRevision? {
    try await connection.first("\(Self.revisions) WHERE h.verse_id = \(id) AND h.version = \(version)")
  }

  private static let revisions: SQL = """
    SELECT h.version, h.title, h.body, h.ending, h.choices, h.words, h.note, h.created_at, u.id, u.username, u.name, u.color, u.role
    FROM verse_versions h LEFT JOIN users u ON u.id = h.author_id
    """
}

extension VerseRevision: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    version = try columns.next()
    content = try VerseContent(reading: &columns)
    words = try columns.next()
    note = try columns.next()
    createdAt = try columns.next()
    author = try Person(readingIfAny: &columns)
  }
}
