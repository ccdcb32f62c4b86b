/// Decides when a Redis server that has failed is tried again. A pure value; times are durations since any fixed moment of a clock
/// that never goes back.
///
/// Everything that asks Redis has a way without it, so one failure opens, and the waits are short: a tenth of a second, doubling to
/// two seconds. What a caller sees while it is open is the fallback, at once.
public struct RedisBreaker: Sendable, Equatable {
  public enum State: String, Sendable, Equatable {
    /// Connected, or not tried yet.
    case closed
    /// Not tried again before the wait is over.
    case open
    /// One attempt is under way.
    case halfOpen = "half_open"
  }

  static let firstWait = Duration.milliseconds(100)
  static let longestWait = Duration.seconds(2)
  /// A connection that lasted this long has proved itself: the next failure waits the shortest time again.
  static let proof = Duration.seconds(5)

  public private(set) var state = State.closed
  private var wait = Self.firstWait
  private var changed = Duration.zero

  init() {}

  /// How long to wait before an attempt; zero: now, and report `succeeded` or `failed`.
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

  /// No connection could be made, or the one there was has been lost.
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
