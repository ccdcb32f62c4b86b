/// Carries opaque messages between the nodes of one installation.
///
/// A bus is allowed to lose messages and to be away for a while; it never holds truth. It does not reorder what one node publishes
/// to one channel, and never delivers a message twice to a subscriber.
public protocol Bus: Sendable {
  /// The name of this node, unique among all nodes that share the bus, new at each start.
  var node: String { get }

  /// Whether any other node may be listening. False lets a publisher spare itself the encoding.
  var reachesOthers: Bool { get }

  /// Sends a message to every other node that subscribes to the channel; this node does not receive it. Does not wait: the message
  /// may still be on its way, or be lost, when this returns. Any thread.
  func publish(_ message: [UInt8], to channel: String)

  /// Calls `receive` with each message other nodes publish to the channel, one at a time per publishing node, on a thread of the
  /// bus or of the publisher: it must not block. Ends when the subscription is cancelled or released.
  ///
  /// `ready` is called whenever listening has begun: soon after this call, and again after each time the bus was away. What others
  /// published before may have been missed. It must not block either.
  func subscribe(
    to channel: String, ready: @escaping @Sendable () -> Void, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) -> BusSubscription
}

extension Bus {
  /// For those whom it does not concern when listening begins.
  public func subscribe(to channel: String, _ receive: @escaping @Sendable ([UInt8]) -> Void) -> BusSubscription {
    subscribe(to: channel, ready: {}, receive)
  }
}

/// Keeps a subscription alive; its release ends it.
public final class BusSubscription: Sendable {
  private let end: @Sendable () -> Void

  /// `end` is called once or more, by `cancel` and at release; it must tolerate repetition.
  public init(end: @escaping @Sendable () -> Void) { self.end = end }

  /// Ends the subscription: no call begins after this returned; one on another thread may still be running.
  public func cancel() { end() }

  deinit { end() }
}
