import Accounts
import Core
import Relations
import SQL

/// Drafts. They are objects of the places of their scripts, for owner and hands alone.
struct DraftRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .script }

  // MARK: Reading

  /// The draft without its code. Only for owner and hands: who asks is known before.
  func draft(_ script: ScriptID, at now: Timestamp, in connection: Connection) async throws -> Draft? {
    guard var draft = try await connection.first(Self.draft(script), as: DraftRow.self)?.draft(at: now) else { return nil }
    draft.hands = try await connection.all(Self.hands(of: script), as: PersonRow.self).map(\.person)
    return draft
  }

  func text(_ script: ScriptID, at now: Timestamp, in connection: Connection) async throws -> DraftText? {
    guard let draft = try await draft(script, at: now, in: connection) else { return nil }
    let code = try await connection.value("SELECT code FROM script_drafts WHERE script_id = \(script)", as: String.self)
    return code.map { DraftText(draft: draft, code: $0) }
  }

  func text(_ script: ScriptID, at now: Timestamp) async throws -> DraftText? {
    try await database.read { try await text(script, at: now, in: $0) }
  }

  /// Those besides the owner who worked on the draft since the last revision, in the order they began.
  func contributors(to script: ScriptID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      "SELECT user_id FROM script_contributors WHERE script_id = \(script) ORDER BY place")
  }

  // MARK: Changing

  func insert(_ script: ScriptID, _ code: String, by owner: UserID, _ sequence: Int64, at now: Timestamp, in transaction: Transaction)
    async throws
  {
    try await transaction.run(
      """
      INSERT INTO script_drafts (script_id, code, version, seq, saved_at, saved_by)
      VALUES (\(script), \(code), 1, \(sequence), \(now), \(owner))
      """)
  }

  func save(_ script: ScriptID, _ code: String, by user: UserID, _ sequence: Int64, at now: Timestamp, in transaction: Transaction)
    async throws
  {
    try await transaction.run(
      """
      UPDATE script_drafts SET code = \(code), version = version + 1, seq = \(sequence), saved_at = \(now), saved_by = \(user)
      WHERE script_id = \(script)
      """)
  }

  func touch(_ script: ScriptID, _ sequence: Int64, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE script_drafts SET seq = \(sequence) WHERE script_id = \(script)")
  }

  /// Nil: free.
  ///
  /// - Parameter session: through which it was taken; nil if somebody else gave it.
  func setPen(
    _ script: ScriptID, _ user: UserID?, through session: SessionID? = nil, until: Timestamp?, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      UPDATE script_drafts SET pen_user = \(user), pen_until = \(until), pen_session = \(session?.rawValue), pen_left_at = NULL
      WHERE script_id = \(script)
      """)
  }

  /// Notes that somebody besides the owner has worked on it.
  func contributed(_ user: UserID, to script: ScriptID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO script_contributors (script_id, user_id, place)
      SELECT CAST(\(script) AS BIGINT), CAST(\(user) AS BIGINT), count(*) FROM script_contributors WHERE script_id = \(script)
      ON CONFLICT DO NOTHING
      """)
  }

  func forgetContributors(to script: ScriptID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM script_contributors WHERE script_id = \(script)")
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await objects(in: place, after: 0, for: viewer, at: snapshot)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await objects(in: place, after: sequence, for: viewer, at: snapshot)
  }

  private func objects(in place: PlaceID, after sequence: Int64, for viewer: UserID?, at snapshot: Snapshot) async throws -> [PlaceObject] {
    let script = ScriptID(place.number)
    var condition: SQL = "d.seq > \(sequence)"
    if let viewer { condition = "\(condition) AND \(ScriptRows.works("\(viewer)"))" }
    // Whether the pen's time is over is told by a change of its own.
    guard let row = try await snapshot.first("\(Self.draft(script)) AND \(condition)", as: DraftRow.self) else { return [] }
    var draft = row.draft(at: nil)
    draft.hands = try await snapshot.all(Self.hands(of: script), as: PersonRow.self).map(\.person)
    return [draft.object]
  }
}

// MARK: Statements

extension DraftRepository {
  static func draft(_ script: ScriptID) -> SQL {
    """
    SELECT d.script_id, \(PersonRows.columns), d.version, d.seq, d.saved_at, b.id, b.username, b.name, b.color, b.role,
      d.pen_until, k.id, k.username, k.name, k.color, k.role, \(hasSession)
    FROM script_drafts d JOIN scripts s ON s.id = d.script_id JOIN users u ON u.id = s.owner_id
    LEFT JOIN users b ON b.id = d.saved_by LEFT JOIN users k ON k.id = d.pen_user
    WHERE d.script_id = \(script)
    """
  }

  /// The session through which the pen was taken goes on.
  static var hasSession: SQL { "(d.pen_session IS NULL OR \(SessionRows.isOpen("d.pen_session")))" }

  static func hands(of script: ScriptID) -> SQL {
    """
    SELECT \(PersonRows.columns) FROM script_hands h JOIN users u ON u.id = h.user_id
    WHERE h.script_id = \(script) AND \(PersonRows.present) ORDER BY h.created_at, u.id
    """
  }
}

/// A person as a row of their own.
struct PersonRow: RowDecodable, Sendable {
  let person: Person

  init(row: Row) throws {
    var columns = RowReader(row)
    person = try Person(reading: &columns)
  }
}

private struct DraftRow: RowDecodable, Sendable {
  let script: ScriptID
  let owner: Person
  let version: Int64
  let sequence: Int64
  let savedAt: Timestamp
  let savedBy: Person?
  let pen: Draft.Pen?
  let hasSession: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    script = try columns.next()
    owner = try Person(reading: &columns)
    version = try columns.next()
    sequence = try columns.next()
    savedAt = try columns.next()
    savedBy = try Person?(reading: &columns)
    let until: Timestamp? = try columns.next()
    let holder = try Person?(reading: &columns)
    pen = if let until, let holder { Draft.Pen(user: holder, until: until) } else { nil }
    hasSession = try columns.next()
  }

  /// - Parameter now: A pen whose time is over, or whose holder has signed out, is free. Nil: as it is stored.
  func draft(at now: Timestamp?) -> Draft {
    let pen = pen.flatMap { pen in now.map { hasSession && pen.until > $0 } ?? true ? pen : nil }
    return Draft(
      script: script, owner: owner, version: version, sequence: sequence, savedAt: savedAt, savedBy: savedBy ?? owner, pen: pen)
  }
}

extension Person? {
  /// Reads `PersonRows.columns` of an outer join.
  init(reading columns: inout RowReader) throws {
    let (id, username, name): (UserID?, String?, String?) = (try columns.next(), try columns.next(), try columns.next())
    let (color, role): (Int?, Role?) = (try columns.next(), try columns.next())
    guard let id, let username, let name, let color, let role else {
      self = nil
      return
    }
    self = Person(id: id, username: username, displayName: name, color: color, role: role)
  }
}
