/// Decides whether a server that has been failing is asked again. A pure value: it is told what happened and when, and says what to do; its
/// owner does it.
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

    /// As a metric: 0 closed, 0.5 half open, 1 open.
    public var gauge: Double {
      switch self {
      case .closed: 0
      case .halfOpen: 0.5
      case .open: 1
      }
    }
  }

  public enum Admission: Sendable, Equatable {
    case proceed
    /// The caller finds out whether connecting works again, and reports `succeeded` or `failed`.
    case probe
    case refused(retryAfter: Duration)
  }

  /// When to open, and for how long. Each wait is twice as long as the one before.
  public struct Policy: Sendable, Equatable {
    /// Failures in a row that open it.
    public let threshold: Int
    public let firstWait: Duration
    public let longestWait: Duration
    /// How long it has to stay closed until the next wait is the first again.
    public let proof: Duration

    public init(threshold: Int, firstWait: Duration, longestWait: Duration, proof: Duration = .zero) {
      self.threshold = threshold
      self.firstWait = firstWait
      self.longestWait = longestWait
      self.proof = proof
    }
  }

  public let policy: Policy
  public private(set) var state = State.closed
  private var failures = 0
  private var wait: Duration
  /// When it last opened or closed.
  private var changed = Duration.zero

  public init(_ policy: Policy) {
    self.policy = policy
    wait = policy.firstWait
  }

  /// Asks to begin some work.
  public mutating func admit(at now: Duration) -> Admission {
    switch state {
    case .closed: return .proceed
    case .halfOpen: return .refused(retryAfter: policy.firstWait)
    case .open:
      let rest = changed + wait - now
      guard rest <= .zero else { return .refused(retryAfter: rest) }
      state = .halfOpen
      return .probe
    }
  }

  /// A connection was made, or answered. While open it changes nothing, because the answer belongs to work begun before.
  public mutating func succeeded(at now: @autoclosure () -> Duration) {
    switch state {
    case .closed: failures = 0
    case .open: break
    case .halfOpen:
      (state, failures, changed) = (.closed, 0, now())
    }
  }

  /// No connection could be made, or one was lost at work.
  public mutating func failed(at now: Duration) {
    switch state {
    case .closed:
      failures += 1
      guard failures >= policy.threshold else { return }
      wait = now - changed >= policy.proof ? policy.firstWait : min(wait * 2, policy.longestWait)
    case .open: return
    case .halfOpen: wait = min(wait * 2, policy.longestWait)
    }
    (state, changed) = (.open, now)
  }
}
