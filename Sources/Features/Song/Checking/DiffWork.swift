import System

/// Comparing long texts takes up to a few hundred milliseconds: it runs beside the loops that answer requests.
enum DiffWork {
  private static let threads = BlockingThreads(2)

  static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result { try await threads.run(body) }
}
