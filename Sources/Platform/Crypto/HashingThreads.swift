import Dispatch
import Glibc
import Synchronization
import System

/// A fixed number of threads that work off one bounded queue. Closing lets what is queued finish.
final class HashingThreads: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var running = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let threads: Int
  private let capacity: Int

  init(threads: Int, capacity: Int) {
    self.threads = max(threads, 1)
    self.capacity = capacity
    // The threads own the queue, so that a job in flight is not lost with the last outside reference.
    for _ in 0..<self.threads { BlockingThread.startOrStop { self.work() } }
  }

  enum Refusal: Error {
    /// So many jobs are ahead.
    case full(ahead: Int)
    case closed
  }

  func submit(_ job: @escaping @Sendable () -> Void) throws(Refusal) {
    let refusal = state.withLock { state -> Refusal? in
      if state.isClosed { return .closed }
      let waiting = state.jobs.count - max(threads - state.running, 0)
      if waiting >= capacity { return .full(ahead: state.jobs.count + state.running) }
      state.jobs.append(job)
      return nil
    }
    if let refusal { throw refusal }
    wake.signal()
  }

  /// Jobs waiting for a thread.
  var waiting: Int { state.withLock { $0.jobs.count } }

  func close() {
    let first = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if first { for _ in 0..<threads { wake.signal() } }
  }

  private func work() {
    while true {
      wake.wait()
      let job = state.withLock { state -> (@Sendable () -> Void)? in
        guard !state.jobs.isEmpty else { return nil }
        state.running += 1
        return state.jobs.removeFirst()
      }
      guard let job else { return }
      job()
      state.withLock { $0.running -= 1 }
    }
  }
}
