/// Carries opaque messages between the nodes of one installation.
///
/// A bus may lose messages and may be unavailable for a while, so it is never the only place where data is kept. Messages of one node on
/// one channel keep their order, and a subscriber never gets a message twice.
public protocol Bus: Sendable {
  /// The name of this node, unique among all nodes that share the bus, new at each start.
  var node: String { get }

  /// Whether another node may be listening. If false, publishers can skip encoding messages.
  var reachesOthers: Bool { get }

  /// Sends a message to every other node that subscribes to the channel; this node does not receive it. Returns at once: the message may
  /// still be on its way, or may be lost. Any thread.
  func publish(_ message: [UInt8], to channel: String)

  /// Calls `receive` with each message that other nodes publish to the channel, one at a time per publishing node. The call runs on a
  /// thread of the bus or of the publisher, so it must not block. The subscription ends when it is cancelled or released.
  ///
  /// `ready` is called whenever listening has begun: soon after this call, and again after every outage of the bus. Messages published
  /// before that may have been missed. It must not block either.
  func subscribe(
    to channel: String, ready: @escaping @Sendable () -> Void, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) -> BusSubscription
}

extension Bus {
  /// For subscribers that do not need to know when listening begins.
  public func subscribe(to channel: String, _ receive: @escaping @Sendable ([UInt8]) -> Void) -> BusSubscription {
    subscribe(to: channel, ready: {}, receive)
  }
}

/// Keeps a subscription alive; releasing it ends the subscription.
public final class BusSubscription: Sendable {
  private let end: @Sendable () -> Void

  /// `end` is called by `cancel` and again at release, so it must tolerate repeated calls.
  public init(end: @escaping @Sendable () -> Void) { self.end = end }

  /// Ends the subscription. No call begins after this returns, but one on another thread may still be running.
  public func cancel() { end() }

  deinit { end() }
}
