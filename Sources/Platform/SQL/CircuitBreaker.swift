/// Decides whether a database that has been failing is asked again. A pure value: it is told what happened and when, and says
/// what to do; whoever holds it does it.
///
/// Times are durations since any fixed moment of a clock that never goes back.
public struct CircuitBreaker: Sendable, Equatable {
  public enum State: String, Sendable, Equatable {
    /// Work is let through.
    case closed
    /// Work is refused until the wait is over.
    case open
    /// One probe is under way; other work is refused until its outcome is known.
    case halfOpen = "half_open"
  }

  public enum Admission: Sendable, Equatable {
    case proceed
    /// The caller finds out whether connecting works again, and reports `succeeded` or `failed`.
    case probe
    case refused(retryAfter: Duration)
  }

  /// Consecutive connection failures that open it.
  public static let threshold = 5
  public static let firstWait: Duration = .seconds(1)
  public static let longestWait: Duration = .seconds(60)

  public private(set) var state = State.closed
  private(set) var failures = 0
  private var wait = Self.firstWait
  private var opened: Duration = .zero

  public init() {}

  /// Asks to begin some work.
  public mutating func admit(at now: Duration) -> Admission {
    switch state {
    case .closed: return .proceed
    case .halfOpen: return .refused(retryAfter: Self.firstWait)
    case .open:
      let rest = opened + wait - now
      guard rest <= .zero else { return .refused(retryAfter: rest) }
      state = .halfOpen
      return .probe
    }
  }

  /// A connection was made, or answered. While open it changes nothing: that answer is of before.
  public mutating func succeeded() {
    switch state {
    case .closed: failures = 0
    case .open: break
    case .halfOpen: self = CircuitBreaker()
    }
  }

  /// No connection could be made, or one was lost at work.
  public mutating func failed(at now: Duration) {
    switch state {
    case .closed:
      failures += 1
      if failures >= Self.threshold { open(at: now) }
    case .open: break
    case .halfOpen:
      wait = min(wait * 2, Self.longestWait)
      open(at: now)
    }
  }

  private mutating func open(at now: Duration) {
    state = .open
    opened = now
  }
}
