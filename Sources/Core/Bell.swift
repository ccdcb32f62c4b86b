import Synchronization

/// Tells one listener of this process that there may be something to do. Thread-safe.
public final class Bell: Sendable {
  private let listener = Mutex<AsyncStream<Void>.Continuation?>(nil)

  public init() {}

  public func ring() { listener.withLock { _ = $0?.yield() } }

  /// Begins to listen. Several rings before the next look are one.
  public func listen() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    listener.withLock { $0 = continuation }
    return stream
  }

  /// The same with a ring at least every `interval`, for as long as somebody listens.
  public func listen(every interval: Duration) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    listener.withLock { $0 = continuation }
    let clock = Task {
      while !Task.isCancelled {
        continuation.yield()
        try await Task.sleep(for: interval)
      }
    }
    continuation.onTermination = { _ in clock.cancel() }
    return stream
  }
}
