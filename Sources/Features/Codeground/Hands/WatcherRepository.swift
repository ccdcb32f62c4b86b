import Core
import Relations
import SQL

/// Who of owner and hands watches a script, on which node. Each node writes its own rows and renews them; those of a node that is gone fade.
struct WatcherRepository: Sendable {
  /// How long a row counts without being renewed.
  static let lifetime = Duration.seconds(35)

  let database: Database

  /// Those of the viewers who work on what they view. One statement, however many there are.
  func working(among viewers: [Viewer]) async throws -> [Viewer] {
    guard !viewers.isEmpty else { return [] }
    return try await database.read { snapshot in
      try await snapshot.all(Self.working(among: viewers)) { row in Viewer(try row[1], of: .script(try row[0])) }
    }
  }

  /// Owner and hands who watch on any node, in the order in which they joined the script.
  func present(_ script: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> Set<UserID> {
    Set(
      try await transaction.values(
        "SELECT DISTINCT user_id FROM script_watchers WHERE script_id = \(script) AND seen_at > \(now - Self.lifetime)", as: UserID.self))
  }

  /// Writes who watches on this node, and no one else.
  func write(_ users: [UserID], of script: ScriptID, on node: String, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM script_watchers WHERE script_id = \(script) AND node = \(node)")
    for user in users {
      try await transaction.run(
        "INSERT INTO script_watchers (script_id, user_id, node, seen_at) VALUES (\(script), \(user), \(node), \(now))")
    }
  }

  /// Notes since when the holder of the pen is away, or that they are back.
  func note(_ absent: Set<UserID>, _ back: Set<UserID>, of script: ScriptID, at now: Timestamp, in transaction: Transaction) async throws {
    if !absent.isEmpty {
      try await transaction.run(
        """
        UPDATE script_drafts SET pen_left_at = COALESCE(pen_left_at, \(now)) WHERE script_id = \(script)
          AND pen_user IN (\(list: absent.sorted()))
        """)
    }
    if !back.isEmpty {
      try await transaction.run(
        "UPDATE script_drafts SET pen_left_at = NULL WHERE script_id = \(script) AND pen_user IN (\(list: back.sorted()))")
    }
  }

  /// Says that the node's rows still hold.
  func renew(_ node: String, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE script_watchers SET seen_at = \(now) WHERE node = \(node)")
  }

  /// Scripts with rows that were not renewed in time.
  func faded(at now: Timestamp, limit: Int) async throws -> [ScriptID] {
    try await database.values(
      "SELECT DISTINCT script_id FROM script_watchers WHERE seen_at <= \(now - Self.lifetime) ORDER BY script_id LIMIT \(limit)")
  }

  /// Erases them; who has left by that.
  func erase(_ script: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> Set<UserID> {
    Set(
      try await transaction.values(
        "DELETE FROM script_watchers WHERE script_id = \(script) AND seen_at <= \(now - Self.lifetime) RETURNING user_id", as: UserID.self))
  }

  static func working(among viewers: [Viewer]) -> SQL {
    let viewer: SQL = "v.viewer"
    return """
      SELECT v.place, v.viewer FROM \(ViewerRows.table(viewers)) JOIN scripts s ON s.id = v.place JOIN users u ON u.id = s.owner_id
      WHERE s.deleted_at IS NULL AND \(ScriptRows.works(viewer))
      """
  }
}
