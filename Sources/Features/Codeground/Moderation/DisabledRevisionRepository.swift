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

  func old(before moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [(ScriptID, Int)] {
    try await transaction.all(
      """
      SELECT script_id, number FROM script_revisions WHERE disabled_at IS NOT NULL AND withdrawn_at IS NULL AND disabled_at <= \(moment)
      ORDER BY script_id, number LIMIT \(limit)
      """
    ) { row in (try row[0] as ScriptID, try row[1] as Int) }
  }
}
