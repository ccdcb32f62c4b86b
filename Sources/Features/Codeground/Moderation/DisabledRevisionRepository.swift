import Core
import SQL

/// Revisions that staff took out of sight.
struct DisabledRevisionRepository: Sendable {
  func disable(
    _ script: ScriptID, _ number: Int, _ sequence: Int64, by staff: UserID?, because reason: String, at now: Timestamp,
    in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      UPDATE script_revisions SET disabled_at = \(now), disabled_by = \(staff), disabled_reason = \(reason), seq = \(sequence)
      WHERE script_id = \(script) AND number = \(number)
      """)
  }

  func enable(_ script: ScriptID, _ number: Int, _ sequence: Int64, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE script_revisions SET disabled_at = NULL, disabled_by = NULL, disabled_reason = NULL, seq = \(sequence)
      WHERE script_id = \(script) AND number = \(number)
      """)
  }

  /// Revisions that the member published since a moment and that can be seen, the newest first.
  func standing(
    madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot
  ) async throws -> [(ScriptID, Int)] {
    try await snapshot.all(
      """
      SELECT r.script_id, r.number FROM scripts s JOIN script_revisions r ON r.script_id = s.id
      WHERE s.owner_id = \(user) AND r.created_at >= \(moment) AND r.withdrawn_at IS NULL AND r.disabled_at IS NULL
      ORDER BY r.created_at DESC LIMIT \(limit)
      """
    ) { row in (try row[0] as ScriptID, try row[1] as Int) }
  }

  func old(before moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [(ScriptID, Int)] {
    try await transaction.all(
      """
      SELECT script_id, number FROM script_revisions WHERE disabled_at IS NOT NULL AND withdrawn_at IS NULL AND disabled_at <= \(moment)
      ORDER BY script_id, number LIMIT \(limit)
      """
    ) { row in (try row[0] as ScriptID, try row[1] as Int) }
  }
}
