import Core
import Synchronization

/// Tells this node's fetcher that something may be due. Thread-safe.
final class CardBell: Sendable {
  private let listener = Mutex<AsyncStream<Void>.Continuation?>(nil)

  func ring() { listener.withLock { _ = $0?.yield() } }

  /// Begins to listen. Several rings before the next look are one.
  func listen() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    listener.withLock { $0 = continuation }
    return stream
  }
}
