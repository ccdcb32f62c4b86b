import CBeast
import Dispatch

/// A thread with an event loop, as a task executor. Code on it must not block or compute for long.
///
/// Handlers of a connection start and resume on the connection's loop. Default actors called from there run there too. Jobs queued
/// after the server was released run on the system's threads instead, so no task is ever lost.
public final class Loop: TaskExecutor {
  /// Position among the server's loops, from 0.
  public let index: Int
  /// Never changes, is kept alive by a reference, and accepts jobs from any thread.
  private nonisolated(unsafe) let server: OpaquePointer

  init(index: Int, server: OpaquePointer) {
    self.index = index
    self.server = server
    cb_server_retain(server)
  }

  deinit {
    cb_server_release(server)
  }

  /// Queues a job behind the loop's other work. Any thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if !cb_loop_submit(server, UInt32(index), unsafeBitCast(job, to: UnsafeMutableRawPointer.self)) {
      DispatchQueue.global().async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  func run(_ job: UnsafeMutableRawPointer) {
    unsafeBitCast(job, to: UnownedJob.self).runSynchronously(on: asUnownedTaskExecutor())
  }
}
