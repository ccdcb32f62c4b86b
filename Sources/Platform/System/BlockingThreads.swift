import Dispatch
import Synchronization

/// A fixed number of threads that work off one queue: for reading and writing files, away from the threads that serve requests. Safe from
/// any thread.
public final class BlockingThreads: Sendable {
  private let jobs = Mutex<[@Sendable () -> Void]>([])
  private let wake = DispatchSemaphore(value: 0)
  private let count: Int

  /// Starts the threads. They end with the last reference to this object.
  public init(_ count: Int) {
    self.count = count
    for _ in 0..<count {
      BlockingThread.startOrStop { [weak self, wake] in
        while true {
          wake.wait()
          guard let job = self?.next() else { return }
          job()
        }
      }
    }
  }

  deinit { for _ in 0..<count { wake.signal() } }

  /// Runs the work on one of the threads, in the order of the calls. The queue has no bound: a caller waits for its own work.
  public func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      jobs.withLock { $0.append { continuation.resume(with: Swift.Result { try work() }) } }
      wake.signal()
    }
  }

  private func next() -> (@Sendable () -> Void)? { jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
