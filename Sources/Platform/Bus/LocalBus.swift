import Synchronization

/// A bus within one process. Nodes made from the same exchange hear each other. A node made without an exchange is alone.
///
/// Messages are delivered on the publisher's thread before `publish` returns, without a copy.
public final class LocalBus: Bus {
  public let node: String
  private let exchange: LocalExchange

  /// A node without others.
  public convenience init(node: String) { self.init(node: node, exchange: LocalExchange()) }

  /// A node that hears the others of the exchange. Their names must differ.
  public init(node: String, exchange: LocalExchange) {
    self.node = node
    self.exchange = exchange
  }

  public var reachesOthers: Bool { exchange.hasSubscribers(besides: node) }

  public func publish(_ message: [UInt8], to channel: String) {
    for receive in exchange.receivers(of: channel, besides: node) { receive(message) }
  }

  public func subscribe(
    to channel: String, ready: @escaping @Sendable () -> Void, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) -> BusSubscription {
    defer { ready() }
    return exchange.add(node: node, channel: channel, receive)
  }
}

/// Connects the nodes of one process.
public final class LocalExchange: Sendable {
  private struct Subscriber {
    let node: String
    let channel: String
    let receive: @Sendable ([UInt8]) -> Void
  }

  private struct State {
    var subscribers: [UInt64: Subscriber] = [:]
    var lastKey: UInt64 = 0
  }

  private let state = Mutex(State())

  public init() {}

  func add(node: String, channel: String, _ receive: @escaping @Sendable ([UInt8]) -> Void) -> BusSubscription {
    let key = state.withLock { state in
      state.lastKey += 1
      state.subscribers[state.lastKey] = Subscriber(node: node, channel: channel, receive: receive)
      return state.lastKey
    }
    return BusSubscription { [weak self] in self?.state.withLock { _ = $0.subscribers.removeValue(forKey: key) } }
  }

  func hasSubscribers(besides node: String) -> Bool {
    state.withLock { $0.subscribers.values.contains { $0.node != node } }
  }

  func receivers(of channel: String, besides node: String) -> [@Sendable ([UInt8]) -> Void] {
    state.withLock { state in
      state.subscribers.filter { $0.value.channel == channel && $0.value.node != node }.sorted { $0.key < $1.key }.map(\.value.receive)
    }
  }
}
