import System

/// Threads for work that blocks, with the errors of a database.
enum OwnThread {
  static func start(_ work: @escaping @Sendable () -> Void) throws(SQLError) {
    do throws(BlockingThread.Failure) { try BlockingThread.start(work) } catch { throw .unavailable("\(error)") }
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
