import Accounts
import Care
import Chat
import Composition
import Core
import Crypto
import Design
import Encoding
import Engine
import HTTP
import Live
import Mail
import Notices
import SQL
import Telemetry
import Transfer
import Web

/// The whole server: built from the configuration, started, drained, stopped.
public final class Application: Sendable {
  /// How long requests may take to finish when the server stops.
  private static let drainTime: Duration = .seconds(10)

  private let config: Config
  private let storage: Storage
  private let house: House
  private let sharing: Sharing
  let live: Live
  /// Everything that is answered over HTTP, in the order it was declared.
  let routes: [Route]
  private let server: Server
  private let jobs: Jobs
  private let transfers = TransferLoop()
  private let mail: LetterQueue?
  private let logger: Logger

  public init(_ config: Config, logger: Logger) async throws {
    self.config = config
    self.logger = logger
    // What may be wrong with the configuration, before anything is touched.
    let files = try StaticFiles(folder: config[ServerSettings.publicFolder])
    let random = RandomSource(SecureRandom.bytes)
    let redis = try Sharing.endpoint(config)
    let mailer = try Mailer(config, through: transfers)

    storage = try await Storage.open(config, for: .serving, logger: logger)
    let database = storage.database
    let upgrade = try await SchemaUpgrade(config: config, database: database).run()
    for name in upgrade.applied { logger.info("migrated", ["migration": name]) }
    if let copy = upgrade.copy { logger.info("database_kept", ["file": copy, "version": version]) }
    let node = Hex.encode(random.bytes(8))
    sharing = try await Sharing(
      config, on: redis, node: node, database: database, random: random, logger: logger)
    mail = mailer.map { LetterQueue(config, database: database, mailer: $0, random: random, logger: logger) }
    house = try await House(config, database: database, limiter: sharing.limiter, logger: logger, mail: mail)

    let metrics = Metrics()
    metrics.addProcess()
    let limiter = sharing.limiter
    let limits = config.limits
    let authority = house.accounts.authority
    live = Live(
      services: LiveServices(
        authenticator: authority, limiter: limiter, limits: limits, places: [house.chat.live] + house.places, unread: house.chat.live,
        online: house.online, deeds: house.deeds, site: house.site,
        roomList: house.chat.roomList, conversations: house.chat, bus: sharing.bus, seats: sharing.seats,
        random: house.random, log: logger,
        metrics: metrics),
      messages: house.features.flatMap { feature in
        feature.socketMessages.map { $0.belonging(to: type(of: feature).featureSwitch) }
      })

    house.sockets.come { [live] in await live.sockets(of: $0) }

    let site = Site(
      destinations: Features.destinations(config), asset: AssetPath(files.url, imports: files.modules),
      origin: config[ServerSettings.publicURL].description, state: house.site)
    let context = WebContext(
      config: config, site: site, transfers: transfers, features: house.features, log: logger)
    let features = try house.features.flatMap { feature in
      try feature.routes(context).map { $0.belonging(to: type(of: feature).featureSwitch) }
    }
    let system =
      HealthRoutes.routes(
        database: { try await Self.state(of: database) },
        metrics: {
          await metrics.ask()
          return metrics.exposition()
        })
      + AssetRoutes.routes(files)
      + [
        SocketRoute.route(
          publicURL: config[ServerSettings.publicURL], admit: { [live] user async throws(AppError) in try await live.admit(user) }
        ) {
          [live] scope, socket in
          live.connection(of: scope, on: socket)
        }
      ]
      + (config[ServerSettings.testMode] ? [SocketRoute.echo()] : [])
    let web = WebApplication(
      routes: OpenAPIRoute.adding(to: features + system, version: version), settings: WebSettings(config),
      services: WebServices(
        authenticator: authority, limiter: limiter, publisher: live,
        errorPage: { context in ErrorPages.render(context, site: site) }, site: house.site,
        readShell: { [house] in try await house.shell(for: $0) },
        banRefusal: { [signIn = house.accounts.signIn] in try await signIn.banned($0, at: $1) }, random: house.random, log: logger,
        metrics: metrics))
    routes = web.routes

    server = Server(options: Self.options(config, web, logger)) { await web.handle($0) }
    house.figures.started(node, version: version, at: .systemNow()) { [server] in
      let (answered, memory) = (web.answered, Metrics.residentBytes())
      return ServerFigures.Counters(
        requests: answered.requests, errors: answered.errors, sockets: Int(server.counters.sockets),
        memoryBytes: memory.isNaN ? nil : Int64(memory))
    }
    let backups = ScheduledBackups(config, database: database, alarms: house.alarms, logger: logger)
    backups.addMetrics(to: metrics)
    jobs = Jobs(house: house, backups: backups, publisher: live, logger: logger)
    Observation(database: database, server: server).add(to: metrics)
    for feature in house.features { feature.addMetrics(to: metrics) }
    metrics.counter("neospace_letters_failed_total", help: "Letters given up.") { [mail] in Double(mail?.failed ?? 0) }
    sharing.add(to: metrics)
  }

  private static func state(of database: Database) async throws -> DatabaseState {
    do {
      try await database.ping()
      return .connected
    } catch SQLError.readOnly, SQLError.diskFull {
      return .readOnly
    }
  }

  /// Listens; the addresses.
  public func start() async throws -> [ServerOptions.Address] {
    for feature in house.features { try await feature.start() }
    live.start(on: server)
    let addresses = try server.start()
    jobs.start()
    mail?.start { [site = house.site] in site.gate.mode == .readOnly }
    try removeReplaced()
    return addresses
  }

  /// Where the first administrator is made; nil when there is one, or `ADMIN_EMAILS` says who it will be.
  public func setupLink() async throws -> String? {
    guard config[AccountSettings.adminEmails].isEmpty else { return nil }
    do {
      return try await house.accounts.setup.offer(house.systemScope()).map {
        config[ServerSettings.publicURL].description + AccountPath.setUp($0)
      }
    } catch let error as AppError where error.code == .unavailable {
      logger.warning("setup_link_not_made", ["error": error.message])
      return nil
    }
  }

  /// What a restore replaced some time ago has had its use.
  private func removeReplaced() throws {
    let path =
      switch config[ServerSettings.database] {
      case .sqlite(let path): path
      case .postgres: Maintenance.replacedDump(of: config)
      }
    for name in try ReplacedDatabase.removeOld(of: path) { logger.info("replaced_database_removed", ["file": name]) }
  }

  /// Lets requests finish, closes sockets with 1001, writes down what is only in memory.
  public func stop() async {
    await server.drain(deadline: Self.drainTime)
    live.stop()
    await jobs.stop()
    await mail?.stop()
    transfers.close()
    house.close()
    sharing.close()
    await storage.close()
  }

  private static func options(_ config: Config, _ web: WebApplication, _ logger: Logger) -> ServerOptions {
    var options = ServerOptions()
    options.addresses = [.tcp(host: config[ServerSettings.host], port: UInt16(config[ServerSettings.port]))]
    options.loops = config[ServerSettings.threads] ?? 0
    let most = config.limits[.connectionsPerAddress]
    options.connectionsPerAddress = most == .max ? 0 : most
    options.isExemptFromConnectionLimit = { [proxies = config[ServerSettings.trustedProxies]] address in
      proxies.contains { $0.contains(address) }
    }
    options.compressesSockets = config[ServerSettings.deflate]
    if config[ServerSettings.testMode] { (options.socketFrames, options.messageFragments) = (0, 0) }
    options.refusal = { web.answer($0) }
    return options
  }
}
