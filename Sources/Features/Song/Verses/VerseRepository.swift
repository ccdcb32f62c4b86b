import Core
import Media
import Relations
import SQL

/// Verses as they are. They are objects of the places of their stories.
struct VerseRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .story }

  static let titleIndex = "verses_title"

  // MARK: Reading

  /// The story of a verse, also of one that is deleted.
  func story(of id: VerseID, in connection: Connection) async throws -> StoryID? {
    try await connection.value("SELECT story_id FROM verses WHERE id = \(id)")
  }

  func verse(_ id: VerseID, in connection: Connection) async throws -> Verse? { try await Self.verse(id, in: connection) }

  static func verse(_ id: VerseID, in connection: Connection) async throws -> Verse? {
    try await withAuthors(connection.all("\(verses) WHERE v.id = \(id)", as: Verse.self), in: connection).first
  }

  /// The living verses by id. A guest sees canon alone.
  ///
  /// - Parameter sought: What their titles and bodies must hold, in upper or lower case.
  func living(of story: StoryID, holding sought: String? = nil, canonOnly: Bool, in connection: Connection) async throws -> [Verse] {
    let found = try await connection.all(Self.living(of: story, holding: sought, canonOnly: canonOnly), as: Verse.self)
    return try await Self.withAuthors(found, in: connection)
  }

  /// These verses by id, also those that are deleted.
  func all(_ ids: [VerseID], in connection: Connection) async throws -> [Verse] {
    guard !ids.isEmpty else { return [] }
    return try await Self.withAuthors(
      connection.all("\(Self.verses) WHERE v.id IN (\(list: ids)) ORDER BY v.id", as: Verse.self), in: connection)
  }

  /// Of which verses those of a fork are copies.
  func sources(of fork: StoryID, in connection: Connection) async throws -> [VerseID: VerseID] {
    let found = try await connection.all("SELECT id, copied_from FROM verses WHERE story_id = \(fork) AND copied_from IS NOT NULL") { row in
      (copy: try row[0] as VerseID, source: try row[1] as VerseID)
    }
    return Dictionary(found.map { ($0.copy, $0.source) }, uniquingKeysWith: { first, _ in first })
  }

  /// The titles of the living verses.
  func names(of story: StoryID, in connection: Connection) async throws -> [VerseName] {
    try await connection.all(
      "SELECT id, title, status, proposal_id FROM verses WHERE story_id = \(story) AND deleted_at IS NULL ORDER BY id"
    ) { row in
      VerseName(id: try row[0], title: try row[1], status: try row[2], proposal: try row[3])
    }
  }

  /// The choices of the living verses.
  func choices(of story: StoryID, in connection: Connection) async throws -> [Choice] {
    try await connection.all("SELECT choices FROM verses WHERE story_id = \(story) AND deleted_at IS NULL") { row in
      try StoredRules.choices(row[0])
    }.flatMap { $0 }
  }

  /// What of a story's living canon can be read; `withProposed` also what is proposed.
  func narrated(of story: StoryID, withProposed: Bool = false, in connection: Connection) async throws -> [VerseID: Narrative.Verse] {
    let found = try await connection.all(
      "SELECT id, ending, choices FROM verses WHERE story_id = \(story) AND deleted_at IS NULL AND (status = 'canon' OR \(withProposed))"
    ) { row in
      Narrative.Verse(id: try row[0], isEnding: try row[1], choices: try StoredRules.choices(row[2]))
    }
    return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func withAuthors(_ verses: [Verse], in connection: Connection) async throws -> [Verse] {
    guard !verses.isEmpty else { return [] }
    let rows = try await connection.all(
      """
      SELECT a.verse_id, a.user_id, u.username, u.name, u.color, u.role FROM verse_authors a LEFT JOIN users u ON u.id = a.user_id
      WHERE a.verse_id IN (\(list: verses.map(\.id))) ORDER BY a.verse_id, a.place
      """, as: AuthorRow.self)
    let authors = Dictionary(grouping: rows, by: \.verse)
    return verses.map { verse in
      var verse = verse
      let own = authors[verse.id] ?? []
      verse.authors = own.compactMap(\.person)
      verse.hasLostAuthors = own.contains { $0.person == nil }
      return verse
    }
  }

  // MARK: Changing

  func insert(
    _ content: VerseContent, in story: StoryID, of proposal: ProposalID? = nil, by author: UserID, _ sequence: Int64, at now: Timestamp,
    in transaction: Transaction
  ) async throws -> VerseID {
    let words = content.body.countedWords
    let id: VerseID?
    do {
      id = try await transaction.value(
        """
        INSERT INTO verses (story_id, status, proposal_id, title, title_key, body, ending, choices, words, folded, seq, edited_at,
          created_at)
        VALUES (\(story), \(proposal == nil ? VerseStatus.canon : .proposed), \(proposal), \(content.title), \(TitleKey(content.title).text), \(content.body), \(content.isEnding),
          \(StoredRules.text(content.choices)), \(words), \(content.folded), \(sequence), \(now), \(now)) RETURNING id
        """)
    } catch SQLError.uniqueViolation(index: Self.titleIndex) { throw VerseService.titleTaken }
    guard let id else { throw AppError(.serverError, "Something went wrong on our side") }
    try await add(content, to: id, in: transaction)
    try await keep(content, words, "", as: 1, of: id, by: author, at: now, in: transaction)
    return id
  }

  /// Makes the next version.
  ///
  /// - Parameter author: Nil for someone who left.
  func save(
    _ content: VerseContent, note: String, as version: Int64, of id: VerseID, by author: UserID?, _ sequence: Int64, at now: Timestamp,
    in transaction: Transaction
  ) async throws {
    let words = content.body.countedWords
    do {
      try await transaction.run(
        """
        UPDATE verses SET title = \(content.title), title_key = \(TitleKey(content.title).text), body = \(content.body),
          ending = \(content.isEnding), choices = \(StoredRules.text(content.choices)), words = \(words), folded = \(content.folded),
          pattern_id = \(content.pattern?.pattern), pattern_revision = \(content.pattern?.revision), voice = \(content.voice),
          version = \(version), seq = \(sequence), edited_at = \(now) WHERE id = \(id)
        """)
    } catch SQLError.uniqueViolation(index: Self.titleIndex) { throw VerseService.titleTaken }
    try await keep(content, words, note, as: version, of: id, by: author, at: now, in: transaction)
  }

  /// Adds loop and voice to a verse that is made.
  private func add(_ content: VerseContent, to id: VerseID, in transaction: Transaction) async throws {
    guard content.pattern != nil || content.voice != nil else { return }
    try await transaction.run(
      """
      UPDATE verses SET pattern_id = \(content.pattern?.pattern), pattern_revision = \(content.pattern?.revision),
        voice = \(content.voice) WHERE id = \(id)
      """)
  }

  private func keep(
    _ content: VerseContent, _ words: Int, _ note: String, as version: Int64, of id: VerseID, by author: UserID?, at now: Timestamp,
    in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO verse_versions (verse_id, version, title, body, ending, choices, pattern_id, pattern_revision, voice, words, note,
        author_id, created_at)
      VALUES (\(id), \(version), \(content.title), \(content.body), \(content.isEnding), \(StoredRules.text(content.choices)),
        \(content.pattern?.pattern), \(content.pattern?.revision), \(content.voice), \(words), \(note), \(author), \(now))
      """)
    guard let author else { return }
    try await transaction.run(
      """
      INSERT INTO verse_authors (verse_id, place, user_id)
      SELECT \(id), (SELECT count(*) FROM verse_authors WHERE verse_id = \(id)), \(author)
      WHERE NOT EXISTS (SELECT 1 FROM verse_authors WHERE verse_id = \(id) AND user_id = \(author))
      """)
  }

  /// Makes a verse that comes from elsewhere, still without choices, authors and versions.
  func place(
    _ content: VerseContent, in story: StoryID, from source: VerseID?, of proposal: ProposalID? = nil, _ sequence: Int64,
    at now: Timestamp, in transaction: Transaction
  ) async throws -> VerseID {
    let id: VerseID? = try await transaction.value(
      """
      INSERT INTO verses (story_id, status, proposal_id, title, title_key, body, ending, words, folded, copied_from, seq, edited_at,
          created_at)
      VALUES (\(story), \(proposal == nil ? VerseStatus.canon : .proposed), \(proposal), \(content.title), \(TitleKey(content.title).text), \(content.body), \(content.isEnding),
        \(content.body.countedWords), \(content.folded), \(source), \(sequence), \(now), \(now)) RETURNING id
      """)
    guard let id else { throw AppError(.serverError, "Something went wrong on our side") }
    return id
  }

  /// Gives it its choices, its authors and its first version.
  func complete(
    _ id: VerseID, _ content: VerseContent, by authors: [UserID?], at now: Timestamp, in transaction: Transaction
  ) async throws {
    let choices = StoredRules.text(content.choices)
    try await transaction.run("UPDATE verses SET choices = \(choices) WHERE id = \(id)")
    try await add(content, to: id, in: transaction)
    try await transaction.run(
      """
      INSERT INTO verse_versions (verse_id, version, title, body, ending, choices, pattern_id, pattern_revision, voice, words, author_id,
        created_at)
      VALUES (\(id), 1, \(content.title), \(content.body), \(content.isEnding), \(choices), \(content.pattern?.pattern),
        \(content.pattern?.revision), \(content.voice), \(content.body.countedWords),
        \(authors.first ?? nil), \(now))
      """)
    for (place, author) in authors.enumerated() {
      try await transaction.run("INSERT INTO verse_authors (verse_id, place, user_id) VALUES (\(id), \(place), \(author))")
    }
  }

  /// The proposal that it came with is accepted.
  func turnCanon(_ id: VerseID, _ sequence: Int64, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE verses SET status = 'canon', seq = \(sequence) WHERE id = \(id)")
  }

  func setDeleted(
    _ id: VerseID, at moment: Timestamp?, by staff: StaffRemovalState = .no, _ sequence: Int64, in transaction: Transaction
  ) async throws {
    do {
      try await transaction.run(
        "UPDATE verses SET deleted_at = \(moment), staff_removal = \(staff), seq = \(sequence) WHERE id = \(id)")
    } catch SQLError.uniqueViolation(index: Self.titleIndex) { throw VerseService.titleTaken }
  }

  /// Its author deletes what staff removed.
  func giveUp(_ id: VerseID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE verses SET staff_removal = 'both' WHERE id = \(id) AND staff_removal = 'staff'")
  }

  /// What the member was first to write since a moment and that stands, but for first verses of stories; the newest first.
  func made(by user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [VerseID] {
    try await snapshot.values(
      """
      SELECT v.id FROM verse_authors a JOIN verses v ON v.id = a.verse_id JOIN stories s ON s.id = v.story_id
      WHERE a.user_id = \(user) AND a.place = 0 AND v.created_at >= \(moment) AND v.deleted_at IS NULL AND s.root_id <> v.id
      ORDER BY v.id DESC LIMIT \(limit)
      """)
  }

  /// Erases what can no longer be brought back, but for the ids, to which choices lead: at most `limit`; how many there were.
  func erase(deletedBefore moment: Timestamp, at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let ids = try await transaction.values(
      """
      UPDATE verses SET erased_at = \(now), title = '', title_key = '', body = '', choices = '[]', folded = '', words = 0,
        pattern_id = NULL, pattern_revision = NULL, voice = NULL WHERE id IN
        (SELECT id FROM verses WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND deleted_at <= \(moment) ORDER BY deleted_at
         LIMIT \(limit))
      RETURNING id
      """, as: VerseID.self)
    guard !ids.isEmpty else { return 0 }
    try await VerseVoiceRepository(database).release(ids, at: now, in: transaction)
    try await transaction.run("DELETE FROM verse_versions WHERE verse_id IN (\(list: ids))")
    return ids.count
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await living(of: StoryID(place.number), canonOnly: false, in: snapshot).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    let found = try await snapshot.all(Self.changed(in: StoryID(place.number), after: sequence, limit: limit), as: Verse.self)
    return try await Self.withAuthors(found, in: snapshot).map(\.object)
  }
}

// MARK: Statements

extension VerseRepository {
  static let verses: SQL = """
    SELECT v.id, v.story_id, v.status, v.proposal_id, v.title, v.body, v.ending, v.choices, v.pattern_id, v.pattern_revision,
      \(UsedMediaRows.present("v.voice")), v.words, v.version, v.seq, v.edited_at, v.deleted_at, v.erased_at, v.staff_removal FROM verses v
    """

  static func living(of story: StoryID, holding sought: String?, canonOnly: Bool) -> SQL {
    let holds: SQL = sought.map { "AND \(sqlite: "instr", postgres: "strpos")(v.folded, \($0.lowercased())) > 0" } ?? ""
    let canon: SQL = canonOnly ? "AND v.status = 'canon'" : ""
    return "\(verses) WHERE v.story_id = \(story) AND v.deleted_at IS NULL \(canon) \(holds) ORDER BY v.id"
  }

  static func changed(in story: StoryID, after sequence: Int64, limit: Int) -> SQL {
    "\(verses) WHERE v.story_id = \(story) AND v.seq > \(sequence) ORDER BY v.seq LIMIT \(limit)"
  }
}

extension VerseContent {
  /// What a search in the story looks at.
  fileprivate var folded: String { "\(title)\n\(body)".lowercased() }
}

extension Verse: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    id = try columns.next()
    story = try columns.next()
    status = try columns.next()
    proposal = try columns.next()
    content = try VerseContent(reading: &columns)
    words = try columns.next()
    version = try columns.next()
    sequence = try columns.next()
    editedAt = try columns.next()
    deletedAt = try columns.next()
    erasedAt = try columns.next()
    staffRemoval = try columns.next()
  }
}

extension VerseContent {
  /// Reads title, body, ending, choices, loop and voice.
  init(reading columns: inout RowReader) throws {
    self.init(
      title: try columns.next(), body: try columns.next(), isEnding: try columns.next(), choices: try StoredRules.choices(columns.next()))
    let (pattern, revision): (PatternID?, Int?) = (try columns.next(), try columns.next())
    if let pattern, let revision { self.pattern = PinnedLoop(pattern, revision) }
    voice = try columns.next()
  }
}

private struct AuthorRow: RowDecodable, Sendable {
  let verse: VerseID
  /// Nil for someone who left.
  let person: Person?

  init(row: Row) throws {
    var columns = RowReader(row)
    verse = try columns.next()
    person = try Person(readingIfAny: &columns)
  }
}

extension Person {
  /// Reads id, username, name, color and role of a row that may be missing.
  init?(readingIfAny columns: inout RowReader) throws {
    let (id, username, name): (UserID?, String?, String?) = (try columns.next(), try columns.next(), try columns.next())
    let (color, role): (Int?, Role?) = (try columns.next(), try columns.next())
    guard let id, let username, let name, let color, let role else { return nil }
    self.init(id: id, username: username, displayName: name, color: color, role: role)
  }
}

extension VerseStatus: SQLEncodable, SQLDecodable {}
