import Core
import Relations
import SQL

/// What messages and walls ask of scripts.
struct ScriptWorkRows: WorkFinder {
  func newest(of scripts: [Int64], seenBy member: UserID, at snapshot: Snapshot) async throws -> [Int64: Int] {
    let viewer: SQL = "\(member)"
    let rows = try await snapshot.all(
      """
      SELECT s.id, s.newest FROM scripts s JOIN users u ON u.id = s.owner_id
      WHERE s.id IN (\(list: scripts)) AND s.deleted_at IS NULL AND s.newest IS NOT NULL AND \(ScriptRows.visible(to: viewer))
      """
    ) { row in (try row[0] as Int64, try row[1] as Int) }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  func own(of member: UserID, limit: Int, at snapshot: Snapshot) async throws -> [OwnWork] {
    try await snapshot.all(
      """
      SELECT id, newest, title FROM scripts WHERE owner_id = \(member) AND deleted_at IS NULL AND newest IS NOT NULL
        AND visibility <> 'private' ORDER BY saved_at DESC, id DESC LIMIT \(limit)
      """
    ) { row in OwnWork(WorkReference(script: try row[0], number: try row[1]), titled: try row[2]) }
  }

  func mayShow(_ script: Int64, _ number: Int, member: UserID, in transaction: Transaction) async throws -> Bool {
    let viewer: SQL = "\(member)"
    return try await transaction.value(
      """
      SELECT 1 FROM scripts s JOIN users u ON u.id = s.owner_id JOIN script_revisions r ON r.script_id = s.id AND r.number = \(number)
      WHERE s.id = \(script) AND s.deleted_at IS NULL AND s.visibility <> 'private' AND r.withdrawn_at IS NULL AND r.disabled_at IS NULL
        AND \(ScriptRows.visible(to: viewer))
      """, as: Int.self) != nil
  }
}
