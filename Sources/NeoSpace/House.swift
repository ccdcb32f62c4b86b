import Accounts
import Care
import Cats
import Chat
import Codeground
import Composition
import Core
import Crypto
import Mail
import Media
import Notices
import Operations
import People
import Portability
import Relations
import SQL
import Song
import Telemetry
import Transfer
import Walls
import Web

/// Every feature, wired to one database: what the server and the operator's commands have in common.
final class House: Sendable {
  let config: Config
  let database: Database
  let work: UnitOfWork
  let features: [any Feature]
  let random = RandomSource(SecureRandom.bytes)
  let online = OnlineMembers()
  let deeds = Deeds()
  let figures = ServerFigures()
  let sockets = MemberSockets()
  let site: SiteState

  /// - Parameters:
  ///   - limiter: what counts rendered bytes; the server's is shared by all nodes.
  ///   - mail: nil where no mail is sent; operator commands send no mail.
  init(
    _ config: Config, database: Database, limiter: any RateLimiter = LocalRateLimiter(), logger: Logger, mail: (any MailQueue)? = nil
  ) async throws {
    self.config = config
    self.database = database
    _ = try await EpochRepository(database).current(random: random)
    let settings = SiteRepository(database)
    site = SiteState(try await settings.settings(), from: settings, signUp: config[AccountSettings.signUp])
    work = UnitOfWork(database, logger: logger)
    var context = FeatureContext(
      config: config, database: database, work: work, random: random, now: { .systemNow() }, limiter: limiter, mail: mail,
      online: online, deeds: deeds, sockets: sockets, figures: figures, site: site, all: Features.all, log: logger)
    for feature in Features.all { context.features.append(try feature.init(context)) }
    features = context.features
  }

  /// Those that the server or a command asks by name.
  var accounts: AccountsFeature { features.the(AccountsFeature.self) }
  var chat: ChatFeature { features.the(ChatFeature.self) }
  var media: MediaFeature { features.the(MediaFeature.self) }
  var people: PeopleFeature { features.the(PeopleFeature.self) }
  var cats: CatsFeature { features.the(CatsFeature.self) }
  var walls: WallsFeature { features.the(WallsFeature.self) }
  var codeground: CodegroundFeature { features.the(CodegroundFeature.self) }
  var song: SongFeature { features.the(SongFeature.self) }
  var digests: DigestService { features.the(NoticesFeature.self).digests }
  var alarms: AlarmService { features.the(OperationsFeature.self).alarms }
  var siteSettings: SiteSettingsService { features.the(OperationsFeature.self).settings }
  var cases: CaseService { features.the(CareFeature.self).cases }
  var portability: PortabilityFeature { features.the(PortabilityFeature.self) }
  var notices: NoticeService { features.the(NoticesFeature.self).service }

  /// What features keep of a member, for the member to take away.
  var personalData: [PersonalData] { features.flatMap(\.personalData) }

  /// What the frame of every page shows the member.
  func shell(for scope: Scope) async throws -> ShellFacts {
    guard let member = scope.member else { return .empty }
    async let unread = notices.unread(of: member.id)
    async let styles = styles(for: scope)
    async let hidesPeople = RelationRepository(database).hidesSomebody(member.id)
    var sections: [SidebarSection] = []
    for feature in features where !feature.isOff(scope.gate) { sections += try await feature.sidebar(scope) }
    let openCases = try await cases.openCount(of: member, at: scope.now)
    return ShellFacts(
      unreadNotifications: try await unread, openCases: openCases, hidesPeople: try await hidesPeople, styles: try await styles,
      sections: sections)
  }

  private func styles(for scope: Scope) async throws -> [String] {
    var styles: [String] = []
    for feature in features { styles += try await feature.styles(scope) }
    return styles
  }

  /// What clients watch, rooms apart.
  var places: [any PlaceHistory] {
    let objects = features.flatMap(\.placeObjects)
    return features.flatMap { feature in
      feature.places.map {
        ObjectHistory($0, of: type(of: feature).featureSwitch, objects: objects, places: PlaceRepository(database))
      }
    }
  }

  /// Closes the accounts whose time to change their minds is over, and erases what features keep of those closed before. Whatever
  /// interrupts this is made good the next time.
  func completeDepartures(_ scope: Scope) async throws {
    let departures = accounts.departures
    for user in try await departures.due(scope, limit: 100) { try await departures.close(scope, user) }
    for user in try await departures.closed(scope, limit: 100) {
      for feature in features { try await feature.erase(scope, everythingOf: user) }
      try await work.transaction { try await PlaceRepository(database).forget(.me(user), in: $0) }
      try await departures.finish(scope, user)
    }
  }

  /// Closes an account now and erases what is kept of it. A running server erases once more, what requests wrote that had not ended.
  func eraseNow(_ scope: Scope, _ user: UserID) async throws {
    try await accounts.departures.closeNow(scope, user)
    for feature in features { try await feature.erase(scope, everythingOf: user) }
    try await work.transaction { try await PlaceRepository(database).forget(.me(user), in: $0) }
  }

  /// A call of a member, made by a command.
  func memberScope(_ email: String) async throws -> Scope {
    let system = systemScope()
    guard let member = try await accounts.members.member(system, email: email) else {
      throw MaintenanceError("no account has the address \(email)")
    }
    return Scope(caller: .member(member), requestID: "command", now: system.now, random: system.random, outbox: Outbox())
  }

  /// A call of the server itself, now.
  func systemScope() -> Scope {
    Scope(caller: .system, requestID: "system", now: .systemNow(), random: random, outbox: Outbox())
  }

  func close() { for feature in features { feature.close() } }
}

extension UnitOfWork {
  /// Errors of the database go to the log.
  fileprivate init(_ database: Database, logger: Logger) {
    self.init(database) { error in logger.error("database_error", ["error": "\(error)"]) }
  }
}

extension LetterQueue {
  /// The queue of this configuration's mail server.
  convenience init(_ config: Config, database: Database, mailer: Mailer, random: RandomSource, logger: Logger) {
    self.init(
      LetterRepository(database), work: UnitOfWork(database, logger: logger), mailer: mailer,
      from: config[ServerSettings.smtpFrom], secret: config[ServerSettings.secretKey], random: random, now: { .systemNow() },
      logger: logger)
  }
}

extension Feature {
  func isOff(_ gate: SiteGate) -> Bool { Self.featureSwitch.map(gate.off.contains) ?? false }
}
