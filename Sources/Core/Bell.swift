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
}
