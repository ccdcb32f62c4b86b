import Core

/// Delays for failed sign-ins, and how they pass.
public struct SignInDelays: Sendable {
  public static let freeAttempts = 10
  public static let longest = Duration.seconds(8)
  /// After this long without an attempt, the count starts again.
  public static let memory = Duration.hours(1)

  /// Every refusal takes at least this long, so that an imported bcrypt hash (~190 ms) and a missing account take the same time.
  public let shortestRefusal: Duration
  public let pause: @Sendable (Duration) async throws -> Void

  public init(shortestRefusal: Duration = .milliseconds(250), pause: @escaping @Sendable (Duration) async throws -> Void) {
    self.shortestRefusal = shortestRefusal
    self.pause = pause
  }

  /// The wait before the `attempt`th try since the last success, counted from 1: nothing for ten attempts, then half a second, which
  /// doubles up to 8 seconds.
  public static func delay(beforeAttempt attempt: Int) -> Duration {
    guard attempt > freeAttempts else { return .zero }
    let doublings = min(attempt - freeAttempts - 1, 4)
    return min(longest, .milliseconds(500 << doublings))
  }
}

/// Slows down guessing of passwords without locking anybody out: the right password works after the wait.
struct SignInThrottle: Sendable {
  let work: UnitOfWork
  let attempts: AttemptRepository
  let delays: SignInDelays

  /// Counts one more try under a name, then waits as long as the tries so far require.
  ///
  /// Counts the name as typed, not the account it belongs to: a name without an account slows down like one with an account, and an
  /// address does not tell which username it belongs to.
  func wait(beforeTrying name: String, at now: Timestamp) async throws {
    let count = try await work.transaction { transaction in try await attempts.count(name, at: now, in: transaction) }
    let delay = SignInDelays.delay(beforeAttempt: count)
    if delay > .zero { try await delays.pause(delay) }
  }

  /// Starts the count again, after a success.
  func clear(_ name: String, in transaction: Transaction) async throws { try await attempts.clear(name, in: transaction) }
}
