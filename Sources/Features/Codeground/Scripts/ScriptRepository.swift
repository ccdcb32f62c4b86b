import Core
import Relations
import SQL

/// Scripts without their code. They are objects of their places.
struct ScriptRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .script }

  // MARK: Reading

  /// A script that the viewer may see, also a deleted one. Nil for all others.
  func visible(_ id: ScriptID, to viewer: UserID?) async throws -> SeenRow? {
    try await database.first(Self.visible(id, to: viewer))
  }

  func visible(_ id: ScriptID, to viewer: UserID?, in connection: Connection) async throws -> SeenRow? {
    try await connection.first(Self.visible(id, to: viewer))
  }

  func script(_ id: ScriptID, in connection: Connection) async throws -> Script? { try await connection.first(Self.script(id)) }

  func living(of owner: UserID, in transaction: Transaction) async throws -> Int {
    try await transaction.value(
      "SELECT count(*) FROM scripts WHERE owner_id = \(owner) AND deleted_at IS NULL", as: Int.self) ?? 0
  }

  /// Makes other new scripts of the member wait until the transaction ends.
  func lockOwner(_ owner: UserID, in transaction: Transaction) async throws {
    _ = try await transaction.value("SELECT 1 FROM users WHERE id = \(owner) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: Int.self)
  }

  // MARK: Changing

  func insert(
    _ id: ScriptID, of owner: UserID, _ runtime: ScriptRuntime, _ details: ScriptDetails, _ sequence: Int64, at now: Timestamp,
    in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO scripts (id, owner_id, runtime, title, title_key, summary, tags, seq, shown_seq, created_at, saved_at)
      VALUES (\(id), \(owner), \(runtime), \(details.title), \(details.titleKey), \(details.summary), \(details.tagLine), \(sequence),
        \(sequence), \(now), \(now))
      """)
    try await tag(id, details.tags, in: transaction)
  }

  func update(
    _ id: ScriptID, _ details: ScriptDetails, _ visibility: ScriptVisibility, _ sequence: Int64, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      UPDATE scripts SET title = \(details.title), title_key = \(details.titleKey), summary = \(details.summary), tags = \(details.tagLine),
        visibility = \(visibility), seq = \(sequence), shown_seq = \(sequence) WHERE id = \(id)
      """)
    try await transaction.run("DELETE FROM script_tags WHERE script_id = \(id)")
    try await tag(id, details.tags, in: transaction)
  }

  private func tag(_ id: ScriptID, _ tags: [String], in transaction: Transaction) async throws {
    for tag in tags { try await transaction.run("INSERT INTO script_tags (tag, script_id) VALUES (\(tag), \(id))") }
  }

  /// Writes which revision is the newest now.
  func count(
    _ id: ScriptID, revisions: Int, _ visibility: ScriptVisibility, _ sequence: Int64, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      UPDATE scripts SET revisions = \(revisions), visibility = \(visibility), seq = \(sequence), shown_seq = \(sequence),
        newest = (SELECT max(r.number) FROM script_revisions r
          WHERE r.script_id = scripts.id AND r.withdrawn_at IS NULL AND r.disabled_at IS NULL),
        published_at = (SELECT max(r.created_at) FROM script_revisions r
          WHERE r.script_id = scripts.id AND r.withdrawn_at IS NULL AND r.disabled_at IS NULL)
      WHERE id = \(id)
      """)
  }

  func setSaved(_ id: ScriptID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE scripts SET saved_at = \(now) WHERE id = \(id)")
  }

  func setDeleted(_ id: ScriptID, at moment: Timestamp?, _ sequence: Int64, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE scripts SET deleted_at = \(moment), seq = \(sequence), shown_seq = \(sequence) WHERE id = \(id)")
  }

  /// Erases what can no longer be brought back, but for the ids: at most `limit`, which are returned.
  func erase(deletedBefore moment: Timestamp, at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> [ScriptID] {
    let ids = try await transaction.values(
      """
      UPDATE scripts SET erased_at = \(now), title = '', title_key = '', summary = '', tags = '' WHERE id IN
        (SELECT id FROM scripts WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND deleted_at <= \(moment) ORDER BY deleted_at
         LIMIT \(limit))
      RETURNING id
      """, as: ScriptID.self)
    guard !ids.isEmpty else { return [] }
    for table: SQL in [
      "script_revisions", "script_drafts", "script_history", "script_contributors", "script_hands", "script_tags", "script_proposals",
      "script_watchers",
    ] {
      try await transaction.run("DELETE FROM \(table) WHERE script_id IN (\(list: ids))")
    }
    return ids
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.script(ScriptID(place.number)), as: Script.self).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await snapshot.all("\(Self.script(ScriptID(place.number))) AND s.seq > \(sequence)", as: Script.self).map(\.object)
  }

  // MARK: As a place

  /// The highest sequence of what everybody sees; nil for owner and hands, who see all.
  func shown(_ id: ScriptID, to viewer: UserID, at snapshot: Snapshot) async throws -> Int64? {
    try await snapshot.value(
      "SELECT s.shown_seq FROM scripts s JOIN users u ON u.id = s.owner_id WHERE s.id = \(id) AND NOT \(ScriptRows.works("\(viewer)"))",
      as: Int64.self)
  }

  func shown(_ id: ScriptID, to viewer: UserID) async throws -> Int64? {
    try await database.read { try await shown(id, to: viewer, at: $0) }
  }

  /// Those of the viewers who may not see the script any longer.
  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    guard !viewers.isEmpty else { return [] }
    return try await database.read { snapshot in
      try await snapshot.all(Self.ended(among: viewers)) { row in
        EndedView(Viewer(try row[1], of: .script(try row[0])), because: try row[2])
      }
    }
  }
}

extension ScriptDetails {
  /// The title as it is sorted: without regard to upper and lower case.
  fileprivate var titleKey: String { title.lowercased() }
}

// MARK: Statements

extension ScriptRepository {
  static func visible(_ id: ScriptID, to viewer: UserID?) -> SQL {
    let caller = viewer.map { "\($0)" as SQL }
    return """
      SELECT \(ScriptRows.role(of: caller)), \(ScriptRows.columns) FROM \(ScriptRows.joins)
      WHERE s.id = \(id) AND \(ScriptRows.visible(to: caller, with: .once))
      """
  }

  static func script(_ id: ScriptID) -> SQL {
    "SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE s.id = \(id)"
  }

  static func ended(among viewers: [Viewer]) -> SQL {
    let viewer: SQL = "v.viewer"
    let isGone: SQL = "(u.id IS NULL OR s.deleted_at IS NOT NULL OR NOT \(PersonRows.present))"
    return """
      SELECT v.place, v.viewer, CASE WHEN \(isGone) THEN 'gone' WHEN \(PersonRows.unblocked("u.id", viewer)) THEN 'private' ELSE 'blocked' END
      FROM \(ViewerRows.table(viewers)) LEFT JOIN scripts s ON s.id = v.place LEFT JOIN users u ON u.id = s.owner_id
      WHERE \(isGone) OR NOT \(ScriptRows.visible(to: viewer, with: .once))
      """
  }
}
