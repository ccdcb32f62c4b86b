import Core
import Relations
import SQL

/// Where scripts come from. Written when a script is made, and never changed.
struct LineageRepository: Sendable {
  let database: Database

  func insertOriginal(_ script: ScriptID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "INSERT INTO script_lineage (script_id, depth, created_at) VALUES (\(script), 0, \(now))")
  }

  /// A script that comes from a revision of another.
  func insert(
    _ script: ScriptID, from parent: ScriptID, _ number: Int, at now: Timestamp, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO script_lineage (script_id, parent_id, parent_number, root_id, root_number, depth, created_at)
      SELECT CAST(\(script) AS BIGINT), CAST(\(parent) AS BIGINT), CAST(\(number) AS BIGINT), COALESCE(l.root_id, l.script_id),
        COALESCE(l.root_number, CAST(\(number) AS BIGINT)), l.depth + 1, CAST(\(now) AS BIGINT)
      FROM script_lineage l WHERE l.script_id = \(parent)
      """)
  }

  /// A fork of the same revision that the member made a moment ago.
  func recent(
    by member: UserID, of parent: ScriptID, _ number: Int, since moment: Timestamp, in transaction: Transaction
  ) async throws -> ScriptID? {
    try await transaction.value(
      """
      SELECT s.id FROM script_lineage l JOIN scripts s ON s.id = l.script_id
      WHERE l.parent_id = \(parent) AND l.created_at > \(moment) AND l.parent_number = \(number) AND s.owner_id = \(member)
        AND s.deleted_at IS NULL
      ORDER BY l.created_at DESC LIMIT 1
      """)
  }

  /// The script that was forked, its owner, the author of the fork, and whether the owner sees the fork in lists. Nil if both are the same
  /// member's.
  func tellable(
    _ fork: ScriptID, in transaction: Transaction
  ) async throws -> (parent: ScriptID, owner: UserID, author: UserID, isVisible: Bool)? {
    try await transaction.first(
      """
      SELECT t.id, t.owner_id, s.owner_id, CASE WHEN \(ScriptRows.isListed) AND \(PersonRows.wall(to: "t.owner_id" as SQL)) THEN 1 ELSE 0 END
      FROM script_lineage l JOIN scripts t ON t.id = l.parent_id JOIN scripts s ON s.id = l.script_id
      JOIN users u ON u.id = s.owner_id
      WHERE l.script_id = \(fork) AND t.owner_id <> s.owner_id
      """
    ) { row in
      (parent: try row[0] as ScriptID, owner: try row[1] as UserID, author: try row[2] as UserID, isVisible: try row[3] as Int == 1)
    }
  }

  /// What a script comes from, the root first.
  func ancestors(of script: ScriptID) async throws -> [Work] {
    try await database.all(Self.ancestors(of: script), as: WorkRow.self).map(\.work)
  }

  /// Direct forks that the viewer may see, newest first.
  func forks(of script: ScriptID, for viewer: UserID?, before cursor: LineageCursor?, limit: Int) async throws -> [ForkedWork] {
    try await database.all(Self.forks(of: script, for: viewer, before: cursor, limit: limit), as: ForkedWork.self)
  }
}

/// A direct fork of a script.
struct ForkedWork: RowDecodable, Sendable {
  let script: ScriptID
  /// Nil as long as nothing is published.
  let number: Int?
  let title: String
  let owner: Person
  let createdAt: Timestamp

  init(row: Row) throws {
    var columns = RowReader(row)
    script = try columns.next()
    number = try columns.next()
    title = try columns.next()
    owner = try Person(reading: &columns)
    createdAt = try columns.next()
  }
}

private struct WorkRow: RowDecodable, Sendable {
  let work: Work

  init(row: Row) throws {
    var columns = RowReader(row)
    work = try Work(reading: &columns)
  }
}

// MARK: Statements

extension LineageRepository {
  private static let longestPath = 1_000

  static func ancestors(of script: ScriptID) -> SQL {
    """
    WITH RECURSIVE up (script_id, parent_id, parent_number, depth) AS (
      SELECT script_id, parent_id, parent_number, depth FROM script_lineage WHERE script_id = \(script)
      UNION ALL
      SELECT l.script_id, l.parent_id, l.parent_number, l.depth FROM script_lineage l JOIN up ON l.script_id = up.parent_id
    )
    SELECT p.id, l.parent_number, p.title, pu.id, pu.username, pu.name, pu.color, pu.role
    FROM up l
    LEFT JOIN scripts p ON p.id = l.parent_id AND \(ScriptRows.isOpen("p", "l.parent_number"))
    LEFT JOIN users pu ON pu.id = p.owner_id AND \(ScriptRows.isOpen("pu"))
    WHERE l.parent_id IS NOT NULL ORDER BY l.depth LIMIT \(longestPath)
    """
  }

  static func forks(of script: ScriptID, for viewer: UserID?, before cursor: LineageCursor?, limit: Int) -> SQL {
    var visible: SQL = "(\(ScriptRows.isListed) AND \(PersonRows.wall(to: viewer)))"
    if let viewer { visible = "(\(visible) OR (s.deleted_at IS NULL AND \(ScriptRows.works("\(viewer)"))))" }
    let after: SQL = cursor.map { "AND (l.created_at, l.script_id) < (\($0.createdAt), \($0.script))" } ?? ""
    return """
      SELECT s.id, s.newest, s.title, \(PersonRows.columns), l.created_at FROM script_lineage l JOIN scripts s ON s.id = l.script_id
      JOIN users u ON u.id = s.owner_id
      WHERE l.parent_id = \(script) AND \(visible) \(after) ORDER BY l.created_at DESC, l.script_id DESC LIMIT \(limit)
      """
  }
}
