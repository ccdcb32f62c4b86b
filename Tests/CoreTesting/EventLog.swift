import Core
import Synchronization

/// Remembers published events.
public final class EventLog: EventPublisher {
  private let log = Mutex<[Event]>([])

  public init() {}

  public func publish(_ events: [Event]) { log.withLock { $0 += events } }

  /// The events since the last call.
  public func take() -> [Event] {
    log.withLock { log in
      defer { log = [] }
      return log
    }
  }
}
