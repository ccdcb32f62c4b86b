/// When work that failed for a passing reason is tried again: three times, after 100, 200 and 400 ms, each give or take a half,
/// so that those who met do not meet again.
public struct Retry: Sendable, Equatable {
  /// How far work had come when it failed.
  public enum Stage: Sendable, Equatable {
    /// Nothing of it can have become permanent.
    case beforeCommit
    /// The commit, or a statement that commits itself, was sent: it is unknown whether it happened.
    case committing
  }

  public static let limit = 3
  static let firstDelay: Duration = .milliseconds(100)
  /// Work that found the database unreachable is not tried again after so long: its caller has waited enough.
  static let patience: Duration = .seconds(1)

  private var tries = 0

  public init() {}

  /// How long to wait before the next attempt; nil when the error is to be passed on.
  /// - Parameters:
  ///   - elapsed: since the first attempt began.
  ///   - chance: anything from 0 to 1, for the jitter.
  public mutating func delay(after error: SQLError, at stage: Stage, elapsed: Duration, chance: Double) -> Duration? {
    guard tries < Self.limit else { return nil }
    switch error {
    // The database says that it has undone the work, at whatever stage.
    case .transient: break
    case .unavailable where stage == .beforeCommit && elapsed < Self.patience: break
    default: return nil
    }
    tries += 1
    return Self.firstDelay * (1 << (tries - 1)) * (0.5 + min(max(chance, 0), 1))
  }
}
