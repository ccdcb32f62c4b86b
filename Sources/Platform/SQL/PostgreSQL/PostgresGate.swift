import Synchronization
import System

/// The circuit breaker of one database, shared by everything that connects.
final class PostgresGate: Sendable {
  /// Five failures in a row open it; then it waits a second, and twice as long after every probe that fails, up to a minute.
  static let policy = CircuitBreaker.Policy(threshold: 5, firstWait: .seconds(1), longestWait: .seconds(60))

  private struct Guarded {
    var breaker = CircuitBreaker(PostgresGate.policy)
    var changes = 0
  }

  private let guarded = Mutex(Guarded())
  private let report: (@Sendable (CircuitBreaker.State) -> Void)?

  init(report: (@Sendable (CircuitBreaker.State) -> Void)?) { self.report = report }

  var state: CircuitBreaker.State { guarded.withLock { $0.breaker.state } }
  var changes: Int { guarded.withLock { $0.changes } }

  func admit() -> CircuitBreaker.Admission { change { $0.admit(at: Self.now()) } }
  func succeeded() { change { $0.succeeded(at: Self.now()) } }
  func failed() { change { $0.failed(at: Self.now()) } }

  private func change<Result: Sendable>(_ body: (inout CircuitBreaker) -> sending Result) -> Result {
    let (result, changed) = guarded.withLock { guarded in
      let before = guarded.breaker.state
      let result = body(&guarded.breaker)
      guard guarded.breaker.state != before else { return (result, nil as CircuitBreaker.State?) }
      guarded.changes += 1
      return (result, guarded.breaker.state)
    }
    if let changed { report?(changed) }
    return result
  }

  private static func now() -> Duration { .nanoseconds(Int64(MonotonicClock.nanoseconds())) }
}
