import Bus
import Core
import Engine
import Synchronization
import Telemetry

/// Implements the WebSocket contract (PROTOCOL.md §4): admits members' sockets, answers their messages, and sends every committed change to
/// the sockets it concerns.
///
/// Create it before the server, whose handler asks it for upgrades. Start it when the server can broadcast.
public final class Live: EventPublisher {
  public let messages: MessageTable
  private let metrics: LiveMetrics
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
    metrics = LiveMetrics(services.metrics)
    services.metrics.gauge("neospace_live_sockets", help: "Open sockets.") { [weak self] in Double(self?.socketCount ?? 0) }
    services.metrics.gauge("neospace_live_places", help: "Rooms and other places with viewers on this node.") { [weak self] in
      Double(self?.placeCount ?? 0)
    }
  }

  /// Starts to listen to other nodes and to check sockets and places. Call it once.
  public func start(on broadcaster: any Broadcaster) {
    let node = Node(services: services, messages: messages, metrics: metrics, broadcaster: broadcaster)
    let subscription = services.bus.subscribe(to: NodeMessage.channel, ready: { [weak node] in node?.listens() }) { [weak node] bytes in
      node?.received(bytes)
    }
    let look = Duration.seconds(services.bus.reachesOthers ? 4 : 10)
    let tasks = [
      repeating(every: look) { [weak node] in
        await node?.checkViewers()
        await node?.checkPlaces()
      },
      repeating(every: .seconds(5)) { [weak node] in await node?.checkSessions() },
      repeating(every: .seconds(2)) { [weak node] in await node?.lookAtSite() },
      repeating(every: .seconds(10)) { [weak node] in node?.exchangePresence() },
      repeating(every: .seconds(10)) { [weak node] in await node?.tellSeats() },
      repeating(every: .seconds(1)) { [weak node] in node?.tellSpent() },
    ]
    let now = Running(node: node, subscription: subscription, tasks: tasks)
    running.withLock { $0 = now }
  }

  /// Stops listening and checking. The server closes the open sockets.
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
  /// Rooms and other places with viewers on this node.
  public var placeCount: Int { node?.feeds.all.count ?? 0 }

  public func publish(_ events: [Event]) { node?.publish(events) }

  public func publishHere(_ events: [Event]) { node?.publishHere(events) }

  public func raise(_ deeds: [RaisedDeed]) { services.deeds.raise(deeds) }

  public func watchedHere(_ kind: PlaceKind) -> [PlaceID] { node?.feeds.all.map(\.place.id).filter { $0.kind == kind } ?? [] }

  /// The member's open sockets on all nodes.
  public func sockets(of user: UserID) async -> [SocketFacts] { await node?.sockets(of: user) ?? [] }

  public func viewersHere(_ kind: PlaceKind) -> [PlaceID: Set<UserID>] {
    let feeds = node?.feeds.all.filter { $0.place.id.kind == kind } ?? []
    return Dictionary(feeds.map { ($0.place.id, $0.viewers) }) { $0.union($1) }
  }

  private static let tooMany = AppError(
    .rateLimited, "Too many open connections: close another tab, then try again in 5 seconds", retryAfter: .seconds(5))

  /// Admits one more handshake of the member. Throws `RATE_LIMITED` if the member has as many sockets on all nodes as allowed, admitted
  /// handshakes included, and `UNAVAILABLE` while not running.
  public func admit(_ user: UserID) async throws(AppError) {
    guard let node else { throw AppError(.unavailable, "The server is starting or stopping", retryAfter: .seconds(1)) }
    let limit = services.limits[.socketsPerUser]
    guard node.hub.expect(user, limit: limit, now: services.now()) else { throw Self.tooMany }
    guard limit < .max, let seats = services.seats, await !seats.take(user, limit: limit) else { return }
    node.hub.expectNoMore(user)
    throw Self.tooMany
  }

  /// The handler of a socket whose handshake was admitted. The scope is that of the handshake.
  public func connection(of scope: Scope, on socket: Socket) -> any SocketHandler {
    guard let node, let member = scope.member, let session = scope.session else { return ClosingHandler() }
    return Connection(socket: socket, user: member.id, session: session, address: scope.address, node: node)
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

/// Closes a socket that has no member, or whose server is stopping, in a way that makes the client reconnect.
private final class ClosingHandler: SocketHandler {
  func opened(_ socket: Socket) async { socket.close(code: SocketClose.internalError.code, reason: SocketClose.internalError.reason) }
  func received(text: [UInt8]) async {}
  func received(binary: [UInt8]) async {}
  func closed(code: UInt16, reason: String) {}
}
