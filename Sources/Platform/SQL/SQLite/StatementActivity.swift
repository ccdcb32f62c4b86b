import Glibc
import Synchronization

/// Counts one connection's statements and reports slow ones. Written by the connection's user, read from any thread.
final class StatementActivity: Sendable {
  private let statements = Atomic(0)
  private let slow = Atomic(0)
  private let threshold: UInt64
  private let report: (@Sendable (String, Duration) -> Void)?

  init(threshold: Duration, report: (@Sendable (String, Duration) -> Void)?) {
    self.threshold = UInt64(max(0, threshold / .nanoseconds(1)))
    self.report = report
  }

  var counts: (statements: Int, slow: Int) { (statements.load(ordering: .relaxed), slow.load(ordering: .relaxed)) }

  func begin() -> UInt64 { MonotonicClock.nanoseconds() }

  func end(_ started: UInt64, _ statement: SQLiteStatement) {
    // One writer at a time, so no atomic addition is needed.
    statements.store(statements.load(ordering: .relaxed) + 1, ordering: .relaxed)
    let took = MonotonicClock.nanoseconds() &- started
    guard took >= threshold else { return }
    slow.store(slow.load(ordering: .relaxed) + 1, ordering: .relaxed)
    report?(statement.text, .nanoseconds(Int64(took)))
  }
}

/// Time for measuring, unrelated to any calendar.
enum MonotonicClock {
  static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
