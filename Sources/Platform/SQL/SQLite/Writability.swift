import Synchronization

/// Whether writes have been succeeding, and when it is time to find out by writing something.
///
/// What other writes meet is enough as a rule. While they fail, one attempt a second finds out when that ends; when there have been
/// none for a while, one does instead. So asking costs two loads from memory, and an fsync now and then.
final class Writability: Sendable {
  /// For how long a write that succeeded says that the next one will.
  private static let trust: UInt64 = 10_000_000_000
  private static let pause: UInt64 = 1_000_000_000

  private let failure = Mutex<SQLError?>(nil)
  private let isFailing = Atomic(false)
  private let lastSuccess: Atomic<UInt64>
  private let nextAttempt = Atomic<UInt64>(0)

  /// A file that has just been opened for writing.
  init(now: UInt64) { lastSuccess = Atomic(now) }

  func succeeded(at now: UInt64) {
    lastSuccess.store(now, ordering: .relaxed)
    guard isFailing.load(ordering: .relaxed) else { return }
    isFailing.store(false, ordering: .relaxed)
    failure.withLock { $0 = nil }
  }

  /// Takes note of what kept a write from the disk. Other errors say nothing about it.
  func failed(_ error: SQLError) {
    switch error {
    case .readOnly, .diskFull, .unavailable: break
    default: return
    }
    failure.withLock { $0 = error }
    isFailing.store(true, ordering: .relaxed)
  }

  /// True for one caller at a time: it should try a write now.
  func isAttemptDue(at now: UInt64) -> Bool {
    let isDue = isFailing.load(ordering: .relaxed) || now &- lastSuccess.load(ordering: .relaxed) >= Self.trust
    guard isDue else { return false }
    let next = nextAttempt.load(ordering: .relaxed)
    guard now >= next else { return false }
    return nextAttempt.compareExchange(expected: next, desired: now &+ Self.pause, ordering: .relaxed).exchanged
  }

  /// Throws what writes meet now.
  func require() throws(SQLError) {
    guard isFailing.load(ordering: .relaxed), let failure = failure.withLock({ $0 }) else { return }
    throw failure
  }
}
