/// Decides when to try a failed Redis server again. A pure value; times are durations since a fixed moment of a monotonic clock.
///
/// Every user of Redis has a fallback, so one failure opens the breaker and the waits are short: 0.1 seconds, doubling up to 2 seconds.
/// While it is open, callers use the fallback at once.
public struct RedisBreaker: Sendable, Equatable {
  public enum State: String, Sendable, Equatable {
    /// Connected, or not tried yet.
    case closed
    /// Waiting before the next attempt.
    case open
    /// One attempt is under way.
    case halfOpen = "half_open"
  }

  static let firstWait = Duration.milliseconds(100)
  static let longestWait = Duration.seconds(2)
  /// After a connection has lasted this long, the next failure starts with the shortest wait again.
  static let proof = Duration.seconds(5)

  public private(set) var state = State.closed
  private var wait = Self.firstWait
  private var changed = Duration.zero

  init() {}

  /// How long to wait before an attempt. Zero means: try now, then report `succeeded` or `failed`.
  mutating func admit(at now: Duration) -> Duration {
    guard state == .open else { return .zero }
    let rest = changed + wait - now
    guard rest <= .zero else { return rest }
    state = .halfOpen
    return .zero
  }

  mutating func succeeded(at now: Duration) {
    state = .closed
    changed = now
  }

  /// The connection could not be made or was lost.
  mutating func failed(at now: Duration) {
    switch state {
    case .closed: wait = now - changed >= Self.proof ? Self.firstWait : min(wait * 2, Self.longestWait)
    case .halfOpen: wait = min(wait * 2, Self.longestWait)
    case .open: return
    }
    state = .open
    changed = now
  }
}
