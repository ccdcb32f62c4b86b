import Core
import Relations
import SQL

/// Published states of scripts. They are objects of the places of their scripts.
struct RevisionRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .script }

  // MARK: Reading

  func revision(_ script: ScriptID, _ number: Int, in connection: Connection) async throws -> Revision? {
    try await withAuthors(connection.all(Self.revision(script, number)), in: connection).first
  }

  func revision(_ script: ScriptID, _ number: Int) async throws -> Revision? {
    try await database.read { try await revision(script, number, in: $0) }
  }

  /// With code also when it is disabled; a withdrawn one has none.
  func source(_ script: ScriptID, _ number: Int, in connection: Connection) async throws -> RevisionSource? {
    guard let revision = try await revision(script, number, in: connection) else { return nil }
    let code = try await connection.value(
      "SELECT code FROM script_revisions WHERE script_id = \(script) AND number = \(number)", as: String.self)
    return code.map { RevisionSource(revision: revision, code: $0) }
  }

  func source(_ script: ScriptID, _ number: Int) async throws -> RevisionSource? {
    try await database.read { try await source(script, number, in: $0) }
  }

  /// The same unless its script is deleted.
  func livingSource(_ script: ScriptID, _ number: Int) async throws -> RevisionSource? {
    try await database.read { snapshot in
      let isDeleted = try await snapshot.value("SELECT 1 FROM scripts WHERE id = \(script) AND deleted_at IS NOT NULL", as: Int.self) != nil
      return isDeleted ? nil : try await source(script, number, in: snapshot)
    }
  }

  func page(of script: ScriptID, before bound: Int64?, limit: Int) async throws -> RevisionPage {
    try await database.read { snapshot in
      let found = try await withAuthors(
        snapshot.all(Self.newest(of: script, before: bound, limit: limit + 1)), in: snapshot)
      let shown = Array(found.prefix(limit))
      return RevisionPage(revisions: shown, next: found.count > limit ? shown.last.map { Int64($0.number) } : nil)
    }
  }

  /// The revision that was forked, if its script is one that every member may see. The revision itself may be gone.
  func openParent(of script: ScriptID) async throws -> (script: ScriptID, number: Int)? {
    try await database.read { snapshot in
      try await snapshot.first(
        """
        SELECT l.parent_id, l.parent_number FROM script_lineage l JOIN scripts p ON p.id = l.parent_id
        JOIN users pu ON pu.id = p.owner_id AND \(ScriptRows.isOpen("pu"))
        WHERE l.script_id = \(script) AND p.visibility = 'public' AND p.deleted_at IS NULL
        """
      ) { row in (script: try row[0] as ScriptID, number: try row[1] as Int) }
    }
  }

  // MARK: Changing

  func insert(_ made: NewRevision, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO script_revisions (script_id, number, code, sha256, title, note, alt, bytes, lines, seq, created_at)
      VALUES (\(made.script), \(made.number), \(made.code), \(made.sha256), \(made.title), \(made.note), \(made.alt),
        \(made.code.utf8.count), \(CodeText.lines(of: made.code)), \(made.sequence), \(made.createdAt))
      """)
    for (place, author) in made.authors.enumerated() {
      try await transaction.run(
        """
        INSERT INTO script_authors (script_id, number, place, user_id)
        VALUES (\(made.script), \(made.number), \(place), \(author))
        """)
    }
  }

  /// Erases what a revision says, for good.
  func withdraw(_ script: ScriptID, _ number: Int, _ sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE script_revisions SET code = '', sha256 = '', note = '', alt = '', bytes = 0, lines = 0, seq = \(sequence),
        withdrawn_at = \(now) WHERE script_id = \(script) AND number = \(number)
      """)
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    let newest = Self.newest(of: ScriptID(place.number), before: nil, limit: RevisionPage.standardLimit)
    return try await withAuthors(snapshot.all(newest), in: snapshot).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    let changed = Self.changed(of: ScriptID(place.number), after: sequence, limit: limit)
    return try await withAuthors(snapshot.all(changed), in: snapshot).map(\.object)
  }

  // MARK: Parts

  /// One query for the authors of all.
  private func withAuthors(_ revisions: [Revision], in connection: Connection) async throws -> [Revision] {
    guard let script = revisions.first?.script else { return [] }
    let rows = try await connection.all(Self.authors(of: script, revisions.map(\.number))) { row in
      var columns = RowReader(row)
      return (number: try columns.next() as Int, author: try Person(reading: &columns))
    }
    let authors = Dictionary(grouping: rows, by: \.number)
    return revisions.map { revision in
      var revision = revision
      revision.authors = (authors[revision.number] ?? []).map(\.author)
      return revision
    }
  }
}

/// A revision that is being written.
struct NewRevision: Sendable {
  let script: ScriptID
  let number: Int
  let code: String
  let sha256: String
  let title: String
  var note = ""
  var alt = ""
  let authors: [UserID]
  let sequence: Int64
  let createdAt: Timestamp
}

// MARK: Statements

extension RevisionRepository {
  static var columns: SQL {
    """
    s.id, \(PersonRows.columns), s.runtime, r.number, r.seq, r.title, r.note, r.alt, r.sha256, r.bytes, r.lines, r.created_at,
    r.withdrawn_at IS NOT NULL, r.disabled_at IS NOT NULL, \(ScriptRows.lineageColumns)
    """
  }

  static var joins: SQL {
    "script_revisions r JOIN scripts s ON s.id = r.script_id JOIN users u ON u.id = s.owner_id \(ScriptRows.lineageJoins)"
  }

  static func revision(_ script: ScriptID, _ number: Int) -> SQL {
    "SELECT \(columns) FROM \(joins) WHERE r.script_id = \(script) AND r.number = \(number)"
  }

  static func newest(of script: ScriptID, before bound: Int64?, limit: Int) -> SQL {
    """
    SELECT \(columns) FROM \(joins) WHERE r.script_id = \(script) AND r.number < \(bound ?? 1_000)
    ORDER BY r.number DESC LIMIT \(limit)
    """
  }

  static func changed(of script: ScriptID, after sequence: Int64, limit: Int) -> SQL {
    "SELECT \(columns) FROM \(joins) WHERE r.script_id = \(script) AND r.seq > \(sequence) ORDER BY r.seq LIMIT \(limit)"
  }

  static func authors(of script: ScriptID, _ numbers: [Int]) -> SQL {
    """
    SELECT a.number, \(PersonRows.columns) FROM script_authors a JOIN users u ON u.id = a.user_id
    WHERE a.script_id = \(script) AND a.number IN (\(list: numbers)) AND u.left_at IS NULL ORDER BY a.number, a.place
    """
  }
}

extension Revision: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    script = try columns.next()
    owner = try Person(reading: &columns)
    runtime = try columns.next()
    number = try columns.next()
    sequence = try columns.next()
    title = try columns.next()
    note = try columns.next()
    alt = try columns.next()
    sha256 = try columns.next()
    bytes = try columns.next()
    lines = try columns.next()
    createdAt = try columns.next()
    isWithdrawn = try columns.next()
    isDisabled = try columns.next()
    lineage = try Lineage(reading: &columns)
  }
}
