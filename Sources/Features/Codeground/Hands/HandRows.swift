import Core
import SQL

/// Changes of many drafts at once, in the transactions of other features.
enum HandRows {
  /// Scripts of one of the two on which the other works.
  static func scripts(between one: UserID, and other: UserID, in transaction: Transaction) async throws -> [(ScriptID, UserID)] {
    try await transaction.all(
      """
      SELECT h.script_id, h.user_id FROM script_hands h JOIN scripts s ON s.id = h.script_id
      WHERE (s.owner_id = \(one) AND h.user_id = \(other)) OR (s.owner_id = \(other) AND h.user_id = \(one)) ORDER BY h.script_id
      """
    ) { row in (try row[0] as ScriptID, try row[1] as UserID) }
  }

  static func remove(_ hand: UserID, from script: ScriptID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM script_hands WHERE script_id = \(script) AND user_id = \(hand)")
    try await renumber(script, in: transaction)
    try await transaction.run(
      "UPDATE script_drafts SET pen_user = NULL, pen_until = NULL, pen_left_at = NULL, pen_session = NULL WHERE script_id = \(script) AND pen_user = \(hand)"
    )
  }

  static func freePen(of script: ScriptID, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE script_drafts SET pen_user = NULL, pen_until = NULL, pen_left_at = NULL, pen_session = NULL WHERE script_id = \(script)")
    try await renumber(script, in: transaction)
  }

  /// Scripts whose pen the member holds.
  static func pens(of user: UserID, in transaction: Transaction) async throws -> [ScriptID] {
    try await transaction.values("SELECT script_id FROM script_drafts WHERE pen_user = \(user) ORDER BY script_id")
  }

  /// Scripts of a member that others may be watching.
  static func watchable(of owner: UserID, in transaction: Transaction) async throws -> [ScriptID] {
    try await transaction.values(
      "SELECT id FROM scripts WHERE owner_id = \(owner) AND deleted_at IS NULL AND revisions > 0 ORDER BY id LIMIT \(Script.mostPerOwner)")
  }

  private static func renumber(_ script: ScriptID, in transaction: Transaction) async throws {
    let sequence = try await PlaceID.script(script).takeSeq(in: transaction)
    try await transaction.run("UPDATE script_drafts SET seq = \(sequence) WHERE script_id = \(script)")
  }
}
