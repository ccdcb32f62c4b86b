import Bus
import Core
import Engine
import Synchronization

/// The WebSocket contract (PROTOCOL.md §4): lets members in, has their messages answered, and carries every committed change to
/// all it concerns.
///
/// Made before the server, whose handler asks it for upgrades; started once the server is there to broadcast.
public final class Live: EventPublisher {
  public static let path = "/ws"
  public static let subprotocol = "neospace.v1"
  /// Longer messages close the socket with 1009.
  public static let maximumMessageBytes = 64 * 1024

  public let messages: MessageTable
  public let metrics = LiveMetrics()
  private let services: LiveServices
  private let running = Mutex<Running?>(nil)

  private struct Running {
    let node: Node
    let subscription: BusSubscription
    let tasks: [Task<Void, Never>]
  }

  public init(services: LiveServices, messages: [SocketMessage]) {
    self.services = services
    self.messages = MessageTable(messages)
  }

  /// Begins to listen to other nodes and to look after sockets and rooms. Call once.
  public func start(on broadcaster: any Broadcaster) {
    let node = Node(services: services, messages: messages, metrics: metrics, broadcaster: broadcaster)
    let subscription = services.bus.subscribe(to: NodeMessage.channel) { [weak node] bytes in node?.received(bytes) }
    let tasks = [
      repeating(every: .seconds(10)) { [weak node] in await node?.checkRooms() },
      repeating(every: .seconds(15)) { [weak node] in await node?.checkSessions() },
    ]
    let now = Running(node: node, subscription: subscription, tasks: tasks)
    running.withLock { $0 = now }
  }

  /// Hears and does nothing more. Open sockets are the server's to drain.
  public func stop() {
    let stopped = running.withLock { running in
      defer { running = nil }
      return running
    }
    stopped?.subscription.cancel()
    stopped?.tasks.forEach { $0.cancel() }
  }

  /// Open sockets of this node.
  public var socketCount: Int { node?.hub.count ?? 0 }
  /// Rooms somebody on this node views.
  public var roomCount: Int { node?.rooms.all.count ?? 0 }

  public func publish(_ events: [Event]) { node?.publish(events) }

  /// Decides about a handshake.
  ///
  /// Throws `FORBIDDEN` for a foreign origin or a banned member, `UNAUTHORIZED` or `AUTH_INVALID` without a good session, `RATE_LIMITED`
  /// for too many handshakes or sockets of the member, `UNAVAILABLE` while not running.
  ///
  /// - Parameters:
  ///   - token: the session token, from the Bearer header or the cookie.
  ///   - origin: the `Origin` header, if there is one.
  ///   - offered: the subprotocols the client names.
  ///   - address: the client's, as trusted proxies tell it.
  public func upgrade(
    token: String?, origin: String?, offered: [String], address: String
  ) async throws -> WebSocketUpgrade {
    guard let node else { throw AppError(.unavailable, "The server is starting or stopping", retryAfter: .seconds(1)) }
    if let origin, WebOrigin(origin) != services.origin { throw AppError.forbidden("This page may not connect here") }
    guard let token else { throw AppError.unauthorized }
    let now = services.now()
    let who = try await services.authenticator.authenticate(token: token, now: now)
    guard !who.isBanned else { throw AppError.forbidden("This account is banned") }
    try await services.limiter.require(services.limits.handshakes, for: .user(who.member.id), now: now)
    guard node.hub.expect(who.member.id, limit: services.limits.socketsPerUser, now: now) else {
      throw AppError(.rateLimited, "Too many connections at once. Close one first", retryAfter: .seconds(5))
    }
    return WebSocketUpgrade(
      subprotocol: offered.contains(Self.subprotocol) ? Self.subprotocol : nil, maxMessageBytes: Self.maximumMessageBytes
    ) { socket in
      Connection(socket: socket, who: who, address: address, node: node)
    }
  }

  private var node: Node? { running.withLock { $0?.node } }

  private func repeating(every interval: Duration, _ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    let sleep = services.sleep
    return Task {
      while !Task.isCancelled {
        do { try await sleep(interval) } catch { return }
        await body()
      }
    }
  }
}
