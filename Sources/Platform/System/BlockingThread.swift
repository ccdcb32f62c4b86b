import Glibc

/// A thread for work that blocks, outside the pool that Swift's tasks share: there, a few blocked threads would stop every task.
public enum BlockingThread {
  /// The system started no thread.
  public struct Failure: Error, CustomStringConvertible {
    public let errno: Int32
    public var description: String { "no thread could be started (errno \(errno))" }
  }

  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs the work on a new thread, which owns the closure until it returns. On it, a write to a peer that has gone is an error and not a
  /// signal.
  public static func start(_ work: @escaping @Sendable () -> Void) throws(Failure) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Work(work))
    let code = pthread_create(
      &thread, nil,
      { argument in
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    guard code == 0 else {
      argument.release()
      throw Failure(errno: code)
    }
    pthread_detach(thread)
  }

  /// Starts a thread that the process cannot do without, at its start; stops the process if there is none.
  public static func startOrStop(_ work: @escaping @Sendable () -> Void) {
    do throws(Failure) { try start(work) } catch { preconditionFailure("\(error)") }
  }
}
