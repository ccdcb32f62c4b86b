import Core
import Relations
import SQL

/// Who works on whose draft.
struct HandRepository: Sendable {
  static let most = 4

  let database: Database

  /// A member whom the owner may invite: known to them, and no block between the two.
  func person(named username: String, for owner: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Person? {
    try await transaction.first(
      """
      SELECT \(PersonRows.columns) FROM users u WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(PersonRows.known(to: owner))
        AND \(PersonRows.unblocked("u.id", owner))
      """, as: PersonRow.self)?.person
  }

  /// One of the hands, whoever has blocked whom since.
  func hand(named username: String, of script: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value(
      """
      SELECT user_id FROM script_hands WHERE script_id = \(script) AND user_id = \(PersonRows.id(named: username, at: now))
      """)
  }

  func count(of script: ScriptID, in transaction: Transaction) async throws -> Int {
    try await transaction.value("SELECT count(*) FROM script_hands WHERE script_id = \(script)", as: Int.self) ?? 0
  }

  /// False if they are one already.
  func add(_ user: UserID, to script: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      INSERT INTO script_hands (script_id, user_id, created_at) VALUES (\(script), \(user), \(now)) ON CONFLICT DO NOTHING
      """) == 1
  }

  /// False if they are none.
  func remove(_ user: UserID, from script: ScriptID, in transaction: Transaction) async throws -> Bool {
    let removed = try await transaction.run("DELETE FROM script_hands WHERE script_id = \(script) AND user_id = \(user)") == 1
    if removed {
      try await transaction.run(
        "UPDATE script_drafts SET pen_user = NULL, pen_until = NULL, pen_left_at = NULL, pen_session = NULL WHERE script_id = \(script) AND pen_user = \(user)"
      )
    }
    return removed
  }

  /// Scripts whose pen's time is over, or whose holder has been away for too long or has signed out.
  func overduePens(at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> [ScriptID] {
    try await transaction.values("\(Self.overduePens(at: now)) ORDER BY d.script_id LIMIT \(limit)")
  }

  func hasOverduePens(at now: Timestamp) async throws -> Bool {
    try await database.value("\(Self.overduePens(at: now)) LIMIT 1", as: ScriptID.self) != nil
  }

  static func overduePens(at now: Timestamp) -> SQL {
    """
    SELECT d.script_id FROM script_drafts d WHERE d.pen_until IS NOT NULL
      AND (d.pen_until <= \(now) OR d.pen_left_at <= \(now - Draft.Pen.absence) OR NOT \(DraftRepository.hasSession))
    """
  }
}
