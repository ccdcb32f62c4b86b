import Bus
import Core
import Engine
import Telemetry

/// Sends to every socket subscribed to a topic: the engine's server, or a test's stand-in.
public protocol Broadcaster: Sendable {
  func publish(_ buffer: SharedBuffer, to topic: Topic, except: SocketID?)
}

extension Server: Broadcaster {}

/// What `Live` works with.
public struct LiveServices: Sendable {
  public var authenticator: any Authenticator
  public var limiter: any RateLimiter
  public var limits: Limits
  /// How each kind of place is read, rooms among them.
  public var histories: [PlaceKind: any PlaceHistory]
  public var unread: any UnreadCounter
  public var online: OnlineMembers
  public var deeds: Deeds
  public var site: SiteState
  public var bus: any Bus
  /// The data of `rooms` for one member, sent when it changes; nil where there are no rooms.
  public var roomList: (@Sendable (UserID) async throws -> [UInt8])?
  /// Nil where there are no conversations.
  public var conversations: (any ConversationReader)?
  /// Nil where this node is the only one.
  public var seats: (any SocketSeats)?
  public var random: RandomSource
  public var now: @Sendable () -> Timestamp
  public var sleep: @Sendable (Duration) async throws -> Void
  public var log: Logger
  public var metrics: Metrics

  /// Names a socket of this node among those of all nodes.
  func nameOf(_ socket: SocketID) -> String { "\(bus.node)/\(socket.rawValue)" }

  public init(
    authenticator: any Authenticator, limiter: any RateLimiter, limits: Limits, places: [any PlaceHistory], unread: any UnreadCounter,
    online: OnlineMembers = OnlineMembers(), deeds: Deeds = Deeds(),
    site: SiteState = SiteState(), roomList: (@Sendable (UserID) async throws -> [UInt8])? = nil,
    conversations: (any ConversationReader)? = nil, bus: any Bus,
    seats: (any SocketSeats)? = nil, random: RandomSource,
    now: @escaping @Sendable () -> Timestamp = Timestamp.systemNow,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    log: Logger = .silent, metrics: Metrics = Metrics()
  ) {
    self.authenticator = authenticator
    self.limiter = limiter
    self.limits = limits
    histories = Dictionary(uniqueKeysWithValues: places.map { ($0.kind, $0) })
    self.unread = unread
    self.online = online
    self.deeds = deeds
    self.site = site
    self.roomList = roomList
    self.conversations = conversations
    self.bus = bus
    self.seats = seats
    self.random = random
    self.now = now
    self.sleep = sleep
    self.log = log
    self.metrics = metrics
  }

  /// Logs an error that is not the client's, with what was being done.
  func report(_ doing: String, _ error: any Error) {
    log.error("live_failed", ["doing": doing, "error": String(describing: error)])
  }

  /// Runs `body` later, unless the process ends first.
  func after(_ wait: Duration, _ body: @escaping @Sendable () async -> Void) {
    let sleep = sleep
    Task {
      do { try await sleep(wait) } catch { return }
      await body()
    }
  }
}
