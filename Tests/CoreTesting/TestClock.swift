import Core
import Synchronization

/// Time that passes when the test says so. Begins on 2026-11-20 at 10:00 UTC.
public final class TestClock: Sendable {
  public static let start = Timestamp(microseconds: 1_795_168_800_000_000)

  private let moment = Mutex(TestClock.start)

  public init() {}

  public var now: Timestamp { moment.withLock { $0 } }

  public func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}
