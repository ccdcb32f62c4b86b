import Core
import JSON
import SQL

/// All that is kept of one member's stories: to be taken away, and to be erased.
struct SongPersonalRepository: Sendable {
  let database: Database

  // MARK: Taking away

  /// The living stories that the member keeps, each as its file, and the verses that are theirs in stories of others; as one JSON object.
  func export(of user: UserID) async throws -> [UInt8] {
    try await database.read { snapshot in
      let stories = StoryRepository(database: database)
      let verses = VerseRepository(database: database)
      var json = JSONWriter(capacity: 4_096)
      json.beginObject()
      json.key("stories")
      json.beginArray()
      let kept = try await snapshot.all(
        "SELECT id, uuid FROM stories WHERE keeper_id = \(user) AND deleted_at IS NULL ORDER BY id"
      ) { row in (id: try row[0] as StoryID, uuid: try row[1] as String) }
      for (id, uuid) in kept {
        guard let story = try await stories.story(id, in: snapshot) else { continue }
        let found = try await verses.living(of: id, canonOnly: true, in: snapshot)
        let file = StoryFile.json(story.keyed(found))
        json.object { json in
          json.field("uuid", uuid)
          json.field("created_at", story.createdAt.iso8601)
          json.key("story")
          json.raw(file)
        }
      }
      json.endArray()
      json.key("verses")
      json.beginArray()
      for verse in try await snapshot.all(Self.written(by: user), as: WrittenVerse.self) {
        json.object { json in
          json.field("story", verse.story)
          json.field("title", verse.title)
          json.field("body", verse.body)
          json.field("created_at", verse.createdAt.iso8601)
        }
      }
      json.endArray()
      json.key("patterns")
      try await PatternPersonalRepository(patterns: PatternRepository(database: database)).write(of: user, to: &json, at: snapshot)
      json.key("readings")
      json.beginArray()
      for reading in try await snapshot.all(Self.readings(of: user), as: OwnReading.self) {
        json.object { json in
          json.field("story", reading.story)
          json.field("path", reading.path)
          json.key("bookmarks")
          json.raw(Array(reading.bookmarks.utf8))
        }
      }
      json.endArray()
      json.endObject()
      return json.bytes
    }
  }

  /// Those in stories of others that count as the member's: a verse is its first author's.
  private static func written(by user: UserID) -> SQL {
    """
    SELECT s.title, v.title, v.body, h.created_at FROM verse_authors a JOIN verses v ON v.id = a.verse_id AND v.deleted_at IS NULL
    JOIN stories s ON s.id = v.story_id AND s.deleted_at IS NULL AND s.keeper_id <> \(user)
    JOIN verse_versions h ON h.verse_id = v.id AND h.version = 1
    WHERE a.user_id = \(user) AND a.place = 0 ORDER BY v.id
    """
  }

  /// In the stories that the member still sees.
  private static func readings(of user: UserID) -> SQL {
    """
    SELECT s.title, r.path, r.bookmarks FROM \(StoryRows.joins) JOIN readings r ON r.story_id = s.id
    WHERE r.user_id = \(user) AND \(StoryRows.visible(to: "\(user)")) ORDER BY r.story_id
    """
  }

  // MARK: Erasing

  /// Some of the stories that the member keeps, deleted ones too.
  func kept(by user: UserID, limit: Int, in transaction: Transaction) async throws -> [StoryID] {
    try await transaction.values("SELECT id FROM stories WHERE keeper_id = \(user) ORDER BY id LIMIT \(limit)")
  }

  /// Who keeps a living story after its keeper: the longest-named writer, else the first other author of a living verse.
  func heir(of story: StoryID, after keeper: UserID, in transaction: Transaction) async throws -> UserID? {
    let isHere: SQL = "u.left_at IS NULL AND u.id <> \(keeper)"
    let writer: UserID? = try await transaction.value(
      """
      SELECT w.user_id FROM story_writers w JOIN users u ON u.id = w.user_id JOIN stories s ON s.id = w.story_id
      WHERE w.story_id = \(story) AND s.deleted_at IS NULL AND \(isHere) ORDER BY w.created_at, w.user_id LIMIT 1
      """)
    if let writer { return writer }
    return try await transaction.value(
      """
      SELECT a.user_id FROM verse_authors a JOIN verses v ON v.id = a.verse_id AND v.deleted_at IS NULL
      JOIN stories s ON s.id = v.story_id AND s.deleted_at IS NULL JOIN users u ON u.id = a.user_id
      WHERE v.story_id = \(story) AND \(isHere) ORDER BY v.id, a.place LIMIT 1
      """)
  }

  func setKeeper(_ heir: UserID, of story: StoryID, _ sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM story_writers WHERE story_id = \(story) AND user_id = \(heir)")
    try await transaction.run(
      "UPDATE stories SET keeper_id = \(heir), version = version + 1, seq = \(sequence), updated_at = \(now) WHERE id = \(story)")
  }

  func erase(_ story: StoryID, at now: Timestamp, in transaction: Transaction) async throws {
    try await VerseVoiceRepository(database).release(storiesOf: [story], at: now, in: transaction)
    try await transaction.run("DELETE FROM stories WHERE id = \(story)")
    try await PlaceRepository(database).forget(.story(story), in: transaction)
  }

  /// Some of the verses that nobody but the member wrote.
  func alone(by user: UserID, limit: Int, in transaction: Transaction) async throws -> [(verse: VerseID, story: StoryID, isRoot: Bool)] {
    try await transaction.all(
      """
      SELECT v.id, v.story_id, v.id = s.root_id FROM verse_authors a JOIN verses v ON v.id = a.verse_id JOIN stories s ON s.id = v.story_id
      WHERE a.user_id = \(user) AND v.erased_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM verse_authors o WHERE o.verse_id = v.id AND o.place <> a.place)
      ORDER BY v.id LIMIT \(limit)
      """
    ) { row in (verse: try row[0], story: try row[1], isRoot: try row[2]) }
  }

  /// Erases what a verse says for good. The first verse of a story stays without its text: choices lead on from it.
  func erase(_ verse: VerseID, isRoot: Bool, _ sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await VerseVoiceRepository(database).release([verse], at: now, in: transaction)
    if isRoot {
      try await transaction.run(
        "UPDATE verses SET body = '', folded = title_key, words = 0, voice = NULL, seq = \(sequence) WHERE id = \(verse)")
      try await transaction.run(
        "UPDATE verse_versions SET body = '', note = '', words = 0, voice = NULL, author_id = NULL WHERE verse_id = \(verse)")
      try await transaction.run("UPDATE verse_authors SET user_id = NULL WHERE verse_id = \(verse)")
    } else {
      try await transaction.run(
        """
        UPDATE verses SET title = '', title_key = '', body = '', choices = '[]', folded = '', words = 0,
          pattern_id = NULL, pattern_revision = NULL, voice = NULL, seq = \(sequence),
          deleted_at = COALESCE(deleted_at, \(now)), erased_at = \(now) WHERE id = \(verse)
        """)
      try await transaction.run("DELETE FROM verse_versions WHERE verse_id = \(verse)")
      try await transaction.run("DELETE FROM verse_authors WHERE verse_id = \(verse)")
    }
  }

  /// Some of the living verses that the member wrote with others.
  func shared(by user: UserID, limit: Int, in transaction: Transaction) async throws -> [(verse: VerseID, story: StoryID)] {
    try await transaction.all(
      """
      SELECT v.id, v.story_id FROM verse_authors a JOIN verses v ON v.id = a.verse_id
      WHERE a.user_id = \(user) AND v.deleted_at IS NULL ORDER BY v.id LIMIT \(limit)
      """
    ) { row in (verse: try row[0], story: try row[1]) }
  }

  /// A verse of others is by the member no longer, and has no sound of theirs.
  func leave(_ verse: VerseID, _ user: UserID, _ sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    let voices = VerseVoiceRepository(database)
    let voice = try await VerseRepository(database: database).verse(verse, in: transaction)?.content.voice
    if try await voices.own(voice, of: user, in: transaction) != nil {
      try await voices.set(nil, of: verse, at: now, in: transaction)
      try await transaction.run("UPDATE verses SET voice = NULL WHERE id = \(verse)")
    }
    try await transaction.run("UPDATE verse_authors SET user_id = NULL WHERE verse_id = \(verse) AND user_id = \(user)")
    try await transaction.run("UPDATE verses SET seq = \(sequence) WHERE id = \(verse)")
  }

  /// Some of the stories of others that the member is named in.
  func named(_ user: UserID, limit: Int, in transaction: Transaction) async throws -> [StoryID] {
    try await transaction.values("SELECT story_id FROM story_writers WHERE user_id = \(user) ORDER BY story_id LIMIT \(limit)")
  }

  /// Some of the stories in which the member's proposals are undecided.
  func proposing(_ user: UserID, limit: Int, in transaction: Transaction) async throws -> [StoryID] {
    try await transaction.values(
      """
      SELECT DISTINCT story_id FROM verse_proposals WHERE author_id = \(user) AND status IN ('open', 'passed') ORDER BY story_id
      LIMIT \(limit)
      """)
  }

  /// Some of the proposals that say the member's name: as their author's, or as that of somebody who voted. Nothing is told of a vote that
  /// runs.
  func naming(_ user: UserID, limit: Int, in transaction: Transaction) async throws -> [(proposal: ProposalID, story: StoryID)] {
    try await transaction.all(Self.naming(user, limit: limit)) { row in (proposal: try row[0], story: try row[1]) }
  }

  static func naming(_ user: UserID, limit: Int) -> SQL {
    """
    SELECT p.id, p.story_id FROM verse_proposals p WHERE p.id IN (SELECT a.id FROM verse_proposals a WHERE a.author_id = \(user)
      UNION ALL SELECT t.proposal_id FROM verse_votes t JOIN verse_proposals v ON v.id = t.proposal_id
        WHERE t.user_id = \(user) AND v.status <> 'open')
    ORDER BY p.story_id, p.id LIMIT \(limit)
    """
  }

  /// A proposal names the member no longer. Of one that was declined or withdrawn they alone could find the words.
  func leave(_ proposal: ProposalID, _ user: UserID, _ sequence: Int64, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE verse_proposals SET label = '', note = '' WHERE id = \(proposal) AND author_id = \(user)
        AND status IN ('declined', 'withdrawn')
      """)
    try await transaction.run("UPDATE verse_votes SET user_id = NULL WHERE proposal_id = \(proposal) AND user_id = \(user)")
    try await transaction.run(
      """
      UPDATE verse_proposals SET author_id = CASE WHEN author_id = \(user) THEN NULL ELSE author_id END, seq = \(sequence)
      WHERE id = \(proposal)
      """)
  }

  /// What the member wrote together with others is by someone who left.
  func leave(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM readings WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM verse_leases WHERE user_id = \(user)")
    try await transaction.run(
      "DELETE FROM verse_votes WHERE user_id = \(user) AND proposal_id IN (SELECT id FROM verse_proposals WHERE status = 'open')")
    try await transaction.run("UPDATE verse_votes SET user_id = NULL WHERE user_id = \(user)")
    try await transaction.run(
      "UPDATE verse_proposals SET label = '', note = '' WHERE author_id = \(user) AND status IN ('declined', 'withdrawn')")
    try await transaction.run("UPDATE verse_proposals SET author_id = NULL WHERE author_id = \(user)")
    try await transaction.run("UPDATE verse_authors SET user_id = NULL WHERE user_id = \(user)")
    try await transaction.run("UPDATE verse_versions SET author_id = NULL WHERE author_id = \(user)")
  }
}

private struct OwnReading: RowDecodable, Sendable {
  let story: String
  let path: String
  let bookmarks: String

  init(row: Row) throws { (story, path, bookmarks) = (try row[0], try row[1], try row[2]) }
}

private struct WrittenVerse: RowDecodable, Sendable {
  let story: String
  let title: String
  let body: String
  let createdAt: Timestamp

  init(row: Row) throws {
    var columns = RowReader(row)
    (story, title, body) = (try columns.next(), try columns.next(), try columns.next())
    createdAt = try columns.next()
  }
}
