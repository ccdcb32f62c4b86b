import Synchronization

/// A bus over Redis' publish and subscribe, for nodes on several machines.
///
/// It has two connections, one to publish and one to listen, each with a thread. Both reconnect whenever they are lost. While Redis is
/// away, messages wait for a few seconds, bounded in number and size, and are then dropped and counted. A message that was being sent when
/// the connection broke is not sent again, because it may have arrived.
///
/// Others may use the server too. A message that was not sealed by a node of the namespace, or that was received before, is dropped and
/// counted.
public final class RedisBus: Bus {
  /// What the bus has carried since it was made.
  public struct Traffic: Sendable, Equatable {
    public var published: UInt64 = 0
    public var dropped: UInt64 = 0
    /// From other nodes.
    public var received: UInt64 = 0
    /// Messages on our channels that were not sealed by our nodes, or that were replayed.
    public var refused: UInt64 = 0
  }

  private struct Subscriber {
    let channel: String
    let ready: @Sendable () -> Void
    let receive: @Sendable ([UInt8]) -> Void
  }

  /// State shared by both threads.
  private final class Shared: Sendable {
    let subscribers = Mutex<[UInt64: Subscriber]>([:])
    let published = Atomic<UInt64>(0)
    let dropped = Atomic<UInt64>(0)
    let received = Atomic<UInt64>(0)
    let refused = Atomic<UInt64>(0)

    var channels: Set<String> { subscribers.withLock { Set($0.values.map(\.channel)) } }

    /// In the order of subscription.
    func of(_ channel: String) -> [Subscriber] {
      subscribers.withLock { all in all.filter { $0.value.channel == channel }.sorted { $0.key < $1.key }.map(\.value) }
    }
  }

  /// One of the two connections.
  public enum Side: String, Sendable { case publishing, listening }

  /// How long a message waits for a connection: longer than a short outage, but not so long that a late message would surprise.
  static let patience = Duration.seconds(10)

  /// The shortest time between two reports of refused messages.
  static let refusalInterval = Duration.seconds(60)

  public let node: String
  public var reachesOthers: Bool { true }
  private let namespace: RedisNamespace
  private let prefix: String
  private let sender: [UInt8]
  /// The number of the last message. The lock is held while a message is queued, so that messages are sent in the order of their numbers.
  private let number = Mutex<UInt64>(0)
  private let shared: Shared
  private let publishing: RedisLink
  private let listening: RedisLink
  private let lastKey = Atomic<UInt64>(0)

  /// Connects at once, in the background. `node` is at most 255 bytes. Both closures are called on a connection's thread and must not
  /// block. `refused` gets the number of messages refused since the last call, at most once a minute.
  public init(
    node: String, in namespace: RedisNamespace, on endpoint: RedisEndpoint,
    changed: @escaping @Sendable (Side, RedisChange) -> Void = { _, _ in }, refused: @escaping @Sendable (UInt64) -> Void = { _ in }
  ) {
    precondition((1...255).contains(node.utf8.count), "A node's name is 1 to 255 bytes")
    let sender = Array(node.utf8)
    // All databases of a server share one set of channels.
    let prefix = namespace.name("bus:\(endpoint.database):")
    let shared = Shared()
    let inbox = Inbox(own: sender, authenticator: namespace.authenticator)
    var options = RedisLink.Options()
    options.patience = Self.patience
    publishing = RedisLink(endpoint, options: options) { changed(.publishing, $0) }
    listening = RedisLink(
      endpoint, options: RedisLink.Options(),
      greeting: { shared.channels.sorted().map { Self.subscription(to: $0, prefix, shared) } },
      pushed: { channel, message in
        switch inbox.open(message, on: channel) {
        case .own: break
        case .refused(let news):
          shared.refused.wrappingAdd(1, ordering: .relaxed)
          if let news { refused(news) }
        case .message(let content):
          shared.received.wrappingAdd(1, ordering: .relaxed)
          for subscriber in shared.of(String(decoding: channel.dropFirst(prefix.utf8.count), as: UTF8.self)) { subscriber.receive(content) }
        }
      }, changed: { changed(.listening, $0) })
    (self.node, self.namespace, self.prefix, self.sender, self.shared) = (node, namespace, prefix, sender, shared)
    publishing.start()
    listening.start()
  }

  deinit { close() }

  /// Closes both connections. Waiting messages are dropped.
  public func close() {
    publishing.stop()
    listening.stop()
  }

  public var traffic: Traffic {
    Traffic(
      published: shared.published.load(ordering: .relaxed), dropped: shared.dropped.load(ordering: .relaxed),
      received: shared.received.load(ordering: .relaxed), refused: shared.refused.load(ordering: .relaxed))
  }

  /// The state of a connection.
  public func health(of side: Side) -> RedisHealth { side == .publishing ? publishing.health : listening.health }

  public func publish(_ message: [UInt8], to channel: String) {
    let channel = Array((prefix + channel).utf8)
    number.withLock { number in
      number += 1
      let sealed = SealedMessage.seal(message, from: sender, as: number, on: channel, with: namespace.authenticator)
      publishing.send(RedisCommand([Array("PUBLISH".utf8), channel, sealed])) { [shared] result in
        if case .success(.integer) = result {
          shared.published.wrappingAdd(1, ordering: .relaxed)
        } else {
          shared.dropped.wrappingAdd(1, ordering: .relaxed)
        }
      }
    }
  }

  public func subscribe(
    to channel: String, ready: @escaping @Sendable () -> Void, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) -> BusSubscription {
    let key = lastKey.wrappingAdd(1, ordering: .relaxed).newValue
    shared.subscribers.withLock { $0[key] = Subscriber(channel: channel, ready: ready, receive: receive) }
    // Without a connection this fails. The greeting of the next connection then subscribes to the channel.
    let (command, done) = Self.subscription(to: channel, prefix, shared)
    listening.send(command, done: done)
    return BusSubscription { [shared, listening, prefix] in
      let isLast = shared.subscribers.withLock { all in
        all.removeValue(forKey: key) != nil && !all.values.contains { $0.channel == channel }
      }
      if isLast { listening.send(RedisCommand("UNSUBSCRIBE", prefix + channel)) { _ in } }
    }
  }

  private static func subscription(to channel: String, _ prefix: String, _ shared: Shared) -> (RedisCommand, RedisLink.Done) {
    (
      RedisCommand("SUBSCRIBE", prefix + channel),
      { result in
        guard case .success(.array) = result else { return }
        for subscriber in shared.of(channel) { subscriber.ready() }
      }
    )
  }
}
