/// Work that cannot be broken off, such as a file that a worker process has begun, and that nobody waits for too long.
enum Late {
  /// What the work returns, or nil once it is late. Late work goes on, and what it returns is dropped.
  static func orNil<Value: Sendable>(
    by end: ContinuousClock.Instant, _ work: @escaping @Sendable () async -> Value?
  ) async -> Value? {
    let (results, result) = AsyncStream.makeStream(of: Value?.self)
    Task { result.yield(await work()) }
    let timer = Task {
      try await Task.sleep(until: end, clock: .continuous)
      result.yield(nil)
    }
    defer { timer.cancel() }
    for await found in results { return found }
    return nil
  }
}
