import System

/// Comparing and merging long texts takes up to a few hundred milliseconds, and unpacking an archive some more: it runs beside the loops that answer requests.
enum LineWork {
  private static let threads = BlockingThreads(2)

  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result { try await threads.run(body) }
}
