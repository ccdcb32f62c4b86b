import Core
import Markdown
import Relations
import SQL
import Subjects
import Words

/// What feeds and search need to know of verses.
struct VersePublicityRepository: Sendable {
  func states(of ids: [VerseID], in transaction: Transaction) async throws -> [PublicVerse] {
    guard !ids.isEmpty else { return [] }
    return try await transaction.all("\(PublicVerse.rows) WHERE v.id IN (\(list: ids)) ORDER BY v.id", as: PublicVerse.self)
  }

  func verses(of story: StoryID, in transaction: Transaction) async throws -> [VerseID] {
    try await transaction.values("SELECT id FROM verses WHERE story_id = \(story) ORDER BY id")
  }

  /// Verses that are due to be erased, alone or with their stories.
  func old(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [VerseID] {
    try await transaction.values(
      """
      SELECT id FROM (SELECT id FROM verses WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND deleted_at <= \(moment)
        ORDER BY deleted_at LIMIT \(limit)) o
      UNION SELECT v.id FROM verses v WHERE v.story_id IN (SELECT s.id FROM stories s WHERE s.deleted_at IS NOT NULL
        AND s.erased_at IS NULL AND s.deleted_at <= \(moment) ORDER BY s.deleted_at LIMIT \(limit))
      """)
  }

  /// False if another verse stands for the day already.
  func enter(_ verse: VerseID, of story: StoryID, by author: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      INSERT INTO verse_entries (story_id, author_id, day, verse_id) VALUES (\(story), \(author), \(now.day), \(verse))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  func forget(_ verses: [VerseID], in transaction: Transaction) async throws {
    guard !verses.isEmpty else { return }
    try await transaction.run("DELETE FROM verse_entries WHERE verse_id IN (\(list: verses))")
  }
}

extension Timestamp {
  /// Counted from 1970, in UTC.
  fileprivate var day: Int64 { microseconds / 86_400_000_000 }
}

/// A verse as feeds and search know it. In the query `v` is the verse, `s` its story, `u` the keeper and `a` the verse's first author.
struct PublicVerse: RowDecodable, Sendable {
  let id: VerseID
  let story: StoryID
  let title: String
  let body: String
  let createdAt: Timestamp
  /// Living canon of a story that lives.
  let isOpen: Bool
  let isRoot: Bool
  let storyTitle: String
  let blurb: String
  /// Every member sees the story.
  let isForAll: Bool
  /// Nil for someone who left.
  let author: SubjectAuthor?

  static let columns: SQL = """
    v.id, v.story_id, v.title, v.body, v.created_at, v.status = 'canon' AND v.deleted_at IS NULL AND s.deleted_at IS NULL, s.root_id = v.id,
    s.title, s.blurb, \(ReportedStoryRows.isSeen(by: Member.anybody.id)), a.id, a.username, a.name, a.color, a.role
    """

  static let joins: SQL = """
    verses v JOIN stories s ON s.id = v.story_id JOIN users u ON u.id = s.keeper_id
    LEFT JOIN verse_authors f ON f.verse_id = v.id AND f.place = 0 LEFT JOIN users a ON a.id = f.user_id
    """

  static let rows: SQL = "SELECT \(columns) FROM \(joins)"

  init(row: Row) throws {
    var columns = RowReader(row)
    (id, story) = (try columns.next(), try columns.next())
    (title, body) = (try columns.next(), try columns.next())
    createdAt = try columns.next()
    (isOpen, isRoot) = (try columns.next(), try columns.next())
    (storyTitle, blurb) = (try columns.next(), try columns.next())
    isForAll = try columns.next()
    author = try Person(readingIfAny: &columns).map {
      SubjectAuthor(id: $0.id, username: $0.username, displayName: $0.displayName, color: $0.color)
    }
  }

  /// Its text as people read it.
  var plain: String { body.isEmpty ? "" : Markdown.text(in: Markdown.render(body).html) }

  var number: SubjectNumber { SubjectNumber(createdAt, .verse, id.rawValue) }

  /// Nil for a verse that is not found.
  var document: SearchDocument? {
    guard isOpen else { return nil }
    let texts = [title, plain] + (isRoot ? [storyTitle, blurb] : [])
    return SearchDocument(
      kind: .verse, id: id.rawValue, author: author?.id, createdAt: createdAt, audience: .everybody,
      words: Words.folded(texts.joined(separator: "\n")))
  }
}
