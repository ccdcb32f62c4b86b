import SQL

/// Remembers what changes were answered with, so that a change made again under the same name has one effect.
///
/// Both steps belong into the transaction of the change:
///
///     if let answer = try await replays.answer(for: scope, in: transaction) { return answer }
///     …
///     try await replays.remember(answer, for: scope, in: transaction)
public struct ReplayRepository: Sendable {
  /// How long answers are remembered.
  public static let lifetime = Duration.hours(24)

  public init() {}

  /// What this very change was answered with before; nil when it is new, or came without a name. `CONFLICT` when the name was
  /// given to another change.
  public func answer(for scope: Scope, in transaction: Transaction) async throws -> [UInt8]? {
    guard let replay = scope.replay, let user = scope.member?.id else { return nil }
    let oldest = scope.now - Self.lifetime
    let found = try await transaction.first(
      "SELECT digest, answer FROM replays WHERE user_id = \(user) AND key = \(replay.key) AND created_at > \(oldest)"
    ) { row in (digest: try row[0] as [UInt8], answer: try row[1] as [UInt8]) }
    guard let found else { return nil }
    guard found.digest == replay.digest else { throw AppError(.conflict, "This request_id or Idempotency-Key was used for something else") }
    return found.answer
  }

  /// Remembers the answer together with the change. Does nothing for a change without a name.
  public func remember(_ answer: [UInt8], for scope: Scope, in transaction: Transaction) async throws {
    guard let replay = scope.replay, let user = scope.member?.id else { return }
    let oldest = scope.now - Self.lifetime
    // One statement: every change of every member passes here, on the writer's thread. It takes the place of an answer whose time
    // is over, and of no other.
    let written = try await transaction.run(
      """
      INSERT INTO replays (user_id, key, digest, answer, created_at)
      VALUES (\(user), \(replay.key), \(replay.digest), \(answer), \(scope.now))
      ON CONFLICT (user_id, key) DO UPDATE
        SET digest = excluded.digest, answer = excluded.answer, created_at = excluded.created_at
        WHERE replays.created_at <= \(oldest)
      """)
    // Another connection makes the same change at this moment; the next attempt finds its answer.
    guard written > 0 else { throw SQLError.transient("the same request is being made by another connection") }
  }

  /// Forgets at most `limit` answers whose time is over; the number of those forgotten.
  public func forgetOld(now: Timestamp, limit: Int = 1_000, in transaction: Transaction) async throws -> Int {
    let oldest = now - Self.lifetime
    return try await transaction.run(
      """
      DELETE FROM replays WHERE (user_id, key) IN
        (SELECT user_id, key FROM replays WHERE created_at <= \(oldest) ORDER BY created_at LIMIT \(limit))
      """)
  }
}
