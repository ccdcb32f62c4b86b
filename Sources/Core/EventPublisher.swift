/// Carries committed changes to every socket concerned, on every node.
///
/// A lost event is not an error: those of a room are healed from the database by their sequence, those of a member by the next
/// `connected`. So publishing neither throws nor waits.
public protocol EventPublisher: Sendable {
  func publish(_ events: [Event])
}

extension EventPublisher {
  /// Publishes what a call has caused, once its answer is on its way.
  public func publish(_ outbox: Outbox) {
    let events = outbox.take()
    if !events.isEmpty { publish(events) }
  }
}
