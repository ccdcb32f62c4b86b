/// One thread with one event loop, as a task executor: what runs on it must neither block nor compute for long.
///
/// Handlers of a connection start and resume on the connection's loop. Default actors called from there run there too.
public final class Loop: TaskExecutor {
  /// Position among the server's loops, from 0.
  public let index: Int

  init(index: Int) {
    self.index = index
  }

  /// Queues a job behind what the loop has to do already. Any thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
  }
}
