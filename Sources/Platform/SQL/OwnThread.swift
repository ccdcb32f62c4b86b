import Glibc

/// Threads for work that blocks, outside the pool that Swift's tasks share.
enum OwnThread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ work: @escaping @Sendable () -> Void) throws(SQLError) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Work(work))
    let code = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    guard code == 0 else {
      argument.release()
      throw .unavailable("no thread could be started (errno \(code))")
    }
    pthread_detach(thread)
  }

  static func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      do throws(SQLError) {
        try start { continuation.resume(with: Swift.Result { try work() }) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
