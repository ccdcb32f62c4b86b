import Core

/// How long somebody waits who tries a name that has failed often: nothing for ten attempts, then longer each time up to a few
/// seconds. It slows guessing down and locks nobody out: who knows the password gets in after the wait.
public struct SignInPace: Sendable {
  public static let freeAttempts = 10
  public static let longestDelay = Duration.seconds(8)
  /// After this long without an attempt the count begins anew.
  public static let memory = Duration.hours(1)

  /// The wait before the `attempt`th try since the last success, counted from 1.
  public static func delay(beforeAttempt attempt: Int) -> Duration {
    guard attempt > freeAttempts else { return .zero }
    let doublings = min(attempt - freeAttempts - 1, 4)
    return min(longestDelay, .milliseconds(500 << doublings))
  }
}
