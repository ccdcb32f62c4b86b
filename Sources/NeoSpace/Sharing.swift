import Bus
import Core
import Crypto
import Live
import SQL
import System
import Telemetry

/// What the nodes of one installation share beside the database: through Redis, or within this process when there is none.
struct Sharing: Sendable {
  let bus: any Bus
  let limiter: any RateLimiter
  let seats: (any SocketSeats)?
  private let redis: (bus: RedisBus, limiter: SharedRateLimiter, seats: SharedSeats)?

  /// Where Redis is, nil without one. Asks nothing but the configuration.
  static func endpoint(_ config: Config) throws(ConfigError) -> RedisEndpoint? {
    guard let url = config[ServerSettings.redisURL] else { return nil }
    do throws(RedisEndpoint.Unusable) { return try RedisEndpoint(url: url.text) } catch {
      throw ConfigError(ServerSettings.redisURL, error.description)
    }
  }

  /// Does not wait for Redis: until it is there, and whenever it is not, this node works on its own.
  init(
    _ config: Config, on endpoint: RedisEndpoint?, node: String, database: Database, random: RandomSource, logger: Logger
  ) async throws {
    guard let endpoint else {
      (bus, limiter, seats, redis) = (LocalBus(node: node), LocalRateLimiter(), nil, nil)
      return
    }
    let namespace = Self.namespace(of: try await CommunityRepository(database).id(random: random), secret: config[ServerSettings.secretKey])
    let sharedBus = RedisBus(
      node: node, in: namespace, on: endpoint,
      changed: { side, change in Self.log(change, side.rawValue, logger) },
      refused: { count in
        logger.warning("bus_messages_refused", ["count": Int(clamping: count), "hint": "others publish to this community's channel"])
      })
    let sharedLimiter = SharedRateLimiter(in: namespace, on: endpoint) { Self.log($0, "limits", logger) }
    let sharedSeats = SharedSeats(in: namespace, on: endpoint, node: node) { Self.log($0, "sockets", logger) }
    (bus, limiter, seats, redis) = (sharedBus, sharedLimiter, sharedSeats, (sharedBus, sharedLimiter, sharedSeats))
  }

  /// The key is derived for this purpose and this community: it cannot sign sessions.
  private static func namespace(of community: String, secret: Secret) -> RedisNamespace {
    RedisNamespace(id: community, key: HMACSHA256(key: secret.bytes).code(of: Array("neospace redis 1 \(community)".utf8)))
  }

  func close() {
    redis?.bus.close()
    redis?.limiter.close()
    redis?.seats.close()
  }

  private static func log(_ change: RedisChange, _ connection: String, _ logger: Logger) {
    switch change {
    case .connected: logger.info("redis_connected", ["connection": connection])
    case .lost(let why): logger.warning("redis_lost", ["connection": connection, "error": why])
    }
  }

  // MARK: Figures

  func add(to metrics: Metrics) {
    guard let redis else { return }
    let bus = redis.bus
    metrics.counter("neospace_bus_published_total", help: "Messages Redis took for other nodes.") { Double(bus.traffic.published) }
    metrics.counter(
      "neospace_bus_dropped_total", help: "Messages for other nodes that were lost with Redis away; healed from the database."
    ) {
      Double(bus.traffic.dropped)
    }
    metrics.counter("neospace_bus_received_total", help: "Messages of other nodes.") { Double(bus.traffic.received) }
    metrics.counter("neospace_bus_refused_total", help: "Messages on our channel that no node of ours sent, or that were played again.") {
      Double(bus.traffic.refused)
    }
    add("publishing", { bus.health(of: .publishing) }, to: metrics)
    add("listening", { bus.health(of: .listening) }, to: metrics)
    add("sockets", { [seats = redis.seats] in seats.health }, to: metrics)
    add("limits", { [limiter = redis.limiter] in limiter.health }, to: metrics)
  }

  private func add(_ connection: String, _ health: @escaping @Sendable () -> RedisHealth, to metrics: Metrics) {
    let name = "neospace_redis_\(connection)"
    metrics.gauge("\(name)_breaker_open", help: "Circuit breaker of this connection to Redis: 0 closed, 0.5 half open, 1 open.") {
      health().state.gauge
    }
    metrics.gauge("\(name)_connected", help: "Whether this connection to Redis stands.") { health().isConnected ? 1 : 0 }
    metrics.counter("\(name)_reconnects_total", help: "Connections made after the first.") { Double(health().reconnects) }
    metrics.counter("\(name)_failures_total", help: "Times the breaker opened.") { Double(health().failures) }
  }
}
