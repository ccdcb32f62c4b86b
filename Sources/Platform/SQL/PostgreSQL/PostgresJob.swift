import Synchronization

/// Statements that go to a connection in one segment, and who waits for the answer of the last one.
final class PostgresJob: @unchecked Sendable {
  enum Step: Sendable {
    case control(String)
    case statement(PostgresStatement, PostgresValues)
  }

  enum Work: Sendable {
    case steps([Step])
    /// Several statements by the simple protocol; may take as long as they take.
    case script(String)
  }

  typealias Continuation = UnsafeContinuation<PostgresAnswer, any Error>

  let work: Work
  private let waiting: Mutex<Waiting>

  private struct Waiting: Sendable {
    var continuation: Continuation?
    var isCancelled = false
  }

  // The loop's thread only.

  var submitted: UInt64 = 0
  var answer: PostgresAnswer?
  var failure: SQLError?
  /// How often it was moved to another segment, because a neighbour in its own had failed.
  var moves = 0

  init(_ work: Work) {
    self.work = work
    waiting = Mutex(Waiting())
  }

  /// False when the task was cancelled before.
  func begin(_ continuation: Continuation) -> Bool {
    waiting.withLock { waiting in
      guard !waiting.isCancelled else { return false }
      waiting.continuation = continuation
      return true
    }
  }

  /// Lets the waiting task go at once with a `CancellationError`. False when the job is done already.
  func cancel() {
    let continuation = waiting.withLock { waiting in
      waiting.isCancelled = true
      defer { waiting.continuation = nil }
      return waiting.continuation
    }
    continuation?.resume(throwing: CancellationError())
  }

  var isCancelled: Bool { waiting.withLock { $0.isCancelled } }

  /// Resumes the waiting caller.
  func finish(_ result: Result<PostgresAnswer, SQLError>) {
    let continuation = waiting.withLock { waiting in
      defer { waiting.continuation = nil }
      return waiting.continuation
    }
    continuation?.resume(with: result.mapError { $0 as any Error })
  }
}
