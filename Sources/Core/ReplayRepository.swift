import SQL

/// What changes were answered with, by the names their callers gave them; see `UnitOfWork.once`.
public struct ReplayRepository: Sendable {
  /// How long answers are remembered.
  public static let lifetime = Duration.hours(24)

  public init() {}

  /// What this very change was answered with before; nil when it is new. `CONFLICT` when its name was given to another change.
  func answer(to replay: ReplayKey, of user: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [UInt8]? {
    let found = try await transaction.first(
      """
      SELECT digest, answer FROM replays
      WHERE user_id = \(user) AND key = \(replay.key) AND created_at > \(now - Self.lifetime)
      """
    ) { row in (digest: try row[0] as [UInt8], answer: try row[1] as [UInt8]) }
    guard let found else { return nil }
    guard found.digest == replay.digest else { throw AppError(.conflict, "This request_id or Idempotency-Key was used for something else") }
    return found.answer
  }

  /// Remembers the answer together with the change. `SQLError.uniqueViolation` of `index`, at the commit at the latest, when there
  /// is one of that name.
  func remember(
    _ answer: [UInt8], to replay: ReplayKey, of user: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws {
    try await transaction.queue(
      """
      INSERT INTO replays (user_id, key, digest, answer, created_at)
      VALUES (\(user), \(replay.key), \(replay.digest), \(answer), \(now))
      """)
  }

  static let index = "replays_pkey"

  /// What one member's remembered answers may weigh. Beyond that the oldest are forgotten before their time.
  public static let maxBytes = 16 * 1_024 * 1_024

  /// Members whose answers since `time` weigh more than `bytes`: a member who stays below it cannot reach the bound.
  public func busy(since time: Timestamp, bytes: Int, in connection: Connection) async throws -> [UserID] {
    try await connection.all(Self.busy(since: time, bytes: bytes)) { row in try row[0] }
  }

  static func busy(since time: Timestamp, bytes: Int) -> SQL {
    "SELECT user_id FROM replays WHERE created_at > \(time) GROUP BY user_id HAVING SUM(\(size)) > \(bytes)"
  }

  /// The time up to which the member's answers are to be forgotten, so that the newer ones weigh at most `bytes`. Nil when all fit.
  public func excess(of user: UserID, over bytes: Int = maxBytes, in connection: Connection) async throws -> Timestamp? {
    try await connection.value(
      """
      SELECT created_at FROM
        (SELECT created_at, SUM(\(Self.size)) OVER (ORDER BY created_at DESC, key) AS total FROM replays WHERE user_id = \(user)) AS sized
      WHERE total > \(bytes) ORDER BY created_at DESC LIMIT 1
      """)
  }

  /// Forgets at most `limit` of the member's answers up to `time`; the number of those forgotten.
  public func forget(
    answersOf user: UserID, upTo time: Timestamp, limit: Int = 1_000, in transaction: Transaction
  ) async throws -> Int {
    try await transaction.run(
      """
      DELETE FROM replays WHERE user_id = \(user) AND key IN
        (SELECT key FROM replays WHERE user_id = \(user) AND created_at <= \(time) LIMIT \(limit))
      """)
  }

  /// Bytes of a row: its answer, its key, and what comes with every row.
  private static var size: SQL { "length(answer) + length(key) + 64" }

  /// Forgets the answer of that name if its time is over.
  func forget(_ replay: ReplayKey, of user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.queue(
      "DELETE FROM replays WHERE user_id = \(user) AND key = \(replay.key) AND created_at <= \(now - Self.lifetime)")
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
