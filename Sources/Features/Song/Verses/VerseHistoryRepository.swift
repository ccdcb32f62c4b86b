import Core
import Media
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

  /// The latest saves of all living verses of a story.
  func latest(of story: StoryID, before cursor: SaveCursor?, limit: Int, in connection: Connection) async throws -> SavesSlice {
    let before: SQL =
      cursor.map {
        "AND (h.created_at, h.verse_id, h.version) < (\(Timestamp(microseconds: $0.moment)), \(VerseID($0.verse)), \($0.version))"
      } ?? ""
    let found = try await connection.all(
      """
      SELECT v.id, v.title, h.version, h.note, h.created_at, u.id, u.username, u.name, u.color, u.role
      FROM verses v JOIN verse_versions h ON h.verse_id = v.id LEFT JOIN users u ON u.id = h.author_id
      WHERE v.story_id = \(story) AND v.deleted_at IS NULL \(before)
      ORDER BY h.created_at DESC, h.verse_id DESC, h.version DESC LIMIT \(limit + 1)
      """
    ) { row -> StorySave in
      var columns = RowReader(row)
      let (verse, title): (VerseID, String) = (try columns.next(), try columns.next())
      let (version, note): (Int64, String) = (try columns.next(), try columns.next())
      let savedAt: Timestamp = try columns.next()
      return StorySave(
        verse: verse, title: title, version: version, note: note, author: try Person(readingIfAny: &columns), savedAt: savedAt)
    }
    let shown = Array(found.prefix(limit))
    return SavesSlice(saves: shown, next: found.count > limit ? shown.last?.cursor : nil)
  }

  private static let revisions: SQL = """
    SELECT h.version, h.title, h.body, h.ending, h.choices, h.pattern_id, h.pattern_revision, \(UsedMediaRows.present("h.voice")),
      h.words, h.note, h.created_at, u.id, u.username, u.name, u.color, u.role
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
