import Core
import SQL

/// What bans remove, as rows: what is to be done, and what was done, so that it can be taken back.
struct BanSweepRepository: Sendable {
  enum Step: String, Sendable, SQLEncodable, SQLDecodable {
    /// Find what the member made.
    case find
    case remove, restore
  }

  struct Sweep: Sendable {
    let action: ActionID
    let user: UserID
    let step: Step
    let since: Timestamp
  }

  func begin(_ action: ActionID, since moment: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO ban_sweeps (action_id, step, since) VALUES (\(action), \(Step.find), \(moment))
      ON CONFLICT (action_id) DO UPDATE SET step = excluded.step,
        since = CASE WHEN ban_sweeps.since < excluded.since THEN ban_sweeps.since ELSE excluded.since END
      """)
  }

  /// The new ban goes on with what the bans that it replaced had still to remove; what they removed comes back with it.
  func takeOver(_ action: ActionID, of user: UserID, in transaction: Transaction) async throws {
    let earlier: SQL =
      """
      action_id IN (SELECT id FROM actions WHERE user_id = \(user) AND action = 'ban' AND id < \(action) AND undone_at IS NULL
        AND ended_at IS NULL)
      """
    try await transaction.run("UPDATE ban_sweeps SET action_id = \(action) WHERE \(earlier)")
    try await transaction.run(
      """
      INSERT INTO ban_removals (action_id, kind, subject, removed_at)
        SELECT \(action), kind, subject, MAX(removed_at) FROM ban_removals WHERE \(earlier) GROUP BY kind, subject
      """)
    try await transaction.run("DELETE FROM ban_removals WHERE \(earlier)")
  }

  /// What the ban removed is to come back, and nothing more is removed.
  func giveBack(_ action: ActionID, at now: Timestamp, in transaction: Transaction) async throws {
    try await end(action, in: transaction)
    try await transaction.run(
      """
      INSERT INTO ban_sweeps (action_id, step, since)
        SELECT a.id, 'restore', \(now) FROM actions a
        WHERE a.id = \(action) AND EXISTS (SELECT 1 FROM ban_removals r WHERE r.action_id = a.id)
      """)
  }

  /// The oldest one, without a lock.
  func oldest(in snapshot: Snapshot) async throws -> Sweep? {
    try await snapshot.first(
      """
      SELECT s.action_id, a.user_id, s.step, s.since FROM ban_sweeps s JOIN actions a ON a.id = s.action_id
      WHERE a.user_id IS NOT NULL ORDER BY s.action_id LIMIT 1
      """
    ) { row in Sweep(action: try row[0], user: try row[1], step: try row[2], since: try row[3]) }
  }

  /// The ban whose sweep removed the thing.
  func ban(thatRemoved kind: String, _ key: String, in transaction: Transaction) async throws -> ActionID? {
    try await transaction.value(
      "SELECT action_id FROM ban_removals WHERE kind = \(kind) AND subject = \(key) AND removed_at > 0 ORDER BY action_id DESC LIMIT 1")
  }

  /// The oldest one that no other node works on, locked with its action, as an undo locks them.
  func next(in transaction: Transaction) async throws -> Sweep? {
    try await transaction.first(
      """
      SELECT s.action_id, a.user_id, s.step, s.since FROM ban_sweeps s JOIN actions a ON a.id = s.action_id
      WHERE a.user_id IS NOT NULL ORDER BY s.action_id LIMIT 1 \(sqlite: "", postgres: "FOR UPDATE OF a, s SKIP LOCKED")
      """
    ) { row in Sweep(action: try row[0], user: try row[1], step: try row[2], since: try row[3]) }
  }

  func proceed(_ action: ActionID, to step: Step, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE ban_sweeps SET step = \(step) WHERE action_id = \(action)")
  }

  func end(_ action: ActionID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM ban_removals WHERE action_id = \(action) AND \(Self.stands)")
    try await transaction.run("DELETE FROM ban_sweeps WHERE action_id = \(action)")
  }

  func add(_ keys: [String], of kind: String, to action: ActionID, in transaction: Transaction) async throws {
    for key in keys {
      try await transaction.queue(
        """
        INSERT INTO ban_removals (action_id, kind, subject) VALUES (\(action), \(kind), \(key)) ON CONFLICT DO NOTHING
        """)
    }
  }

  /// Things of the ban that wait, or that were removed.
  func things(_ action: ActionID, removed: Bool, limit: Int, in transaction: Transaction) async throws -> [(kind: String, key: String)] {
    let state: SQL = removed ? "removed_at > 0" : "removed_at IS NULL"
    return try await transaction.all(
      "SELECT kind, subject FROM ban_removals WHERE action_id = \(action) AND \(state) ORDER BY kind, subject LIMIT \(limit)"
    ) { row in (kind: try row[0] as String, key: try row[1] as String) }
  }

  /// The moment of what somebody else has removed, so that it is not found again.
  static let untouched = Timestamp(microseconds: 0)
  private static var stands: SQL { "(removed_at IS NULL OR removed_at = \(untouched))" }

  func mark(_ action: ActionID, _ kind: String, _ key: String, removedAt moment: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE ban_removals SET removed_at = \(moment) WHERE action_id = \(action) AND kind = \(kind) AND subject = \(key)")
  }

  func forget(_ action: ActionID, _ kind: String, _ key: String, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM ban_removals WHERE action_id = \(action) AND kind = \(kind) AND subject = \(key)")
  }

  /// What can no longer be brought back; how many there were, at most `limit`.
  func forgetOld(before moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      DELETE FROM ban_removals WHERE (action_id, kind, subject) IN
        (SELECT action_id, kind, subject FROM ban_removals WHERE removed_at > 0 AND removed_at <= \(moment) ORDER BY removed_at LIMIT \(limit))
      """)
  }

  private struct NotDone: Error {}

  /// Changes one thing. One that refuses, as its title is taken meanwhile or its file is gone, stays as it is: it holds up nothing else.
  func alone(in transaction: Transaction, _ change: () async throws -> [Event]?) async throws -> [Event]? {
    do {
      return try await transaction.savepoint {
        guard let events = try await change() else { throw NotDone() }
        return events
      }
    } catch is NotDone {
      return nil
    } catch {
      guard AppError(answering: error).code.status < 500 else { throw error }
      return nil
    }
  }
}
