/// Carries committed changes to every socket concerned, on every node.
///
/// A lost event is not an error: those of a room are healed from the database by their sequence, those of a member by the next
/// `connected`. So publishing neither throws nor waits.
public protocol EventPublisher: Sendable {
  func publish(_ events: [Event])

  /// To sockets of this node only. For what each node works out for its own viewers.
  func publishHere(_ events: [Event])

  /// To who takes note of deeds in this process.
  func raise(_ deeds: [RaisedDeed])

  /// The places of this kind that somebody watches on this node.
  func watchedHere(_ kind: PlaceKind) -> [PlaceID]

  /// Who watches places of this kind on this node.
  func viewersHere(_ kind: PlaceKind) -> [PlaceID: Set<UserID>]
}

extension EventPublisher {
  public func publishHere(_ events: [Event]) { publish(events) }
  public func raise(_ deeds: [RaisedDeed]) {}
  public func watchedHere(_ kind: PlaceKind) -> [PlaceID] { [] }
  public func viewersHere(_ kind: PlaceKind) -> [PlaceID: Set<UserID>] { [:] }

  /// Publishes what a call has caused, once its answer is on its way.
  public func publish(_ outbox: Outbox) {
    let events = outbox.take()
    if !events.isEmpty { publish(events) }
    let deeds = outbox.deeds()
    if !deeds.isEmpty { raise(deeds) }
  }
}
