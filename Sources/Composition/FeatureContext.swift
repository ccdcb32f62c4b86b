import Core
import Design
import SQL
import Telemetry
import Transfer

/// What features build their services from.
public struct FeatureContext: Sendable {
  public let config: Config
  public let database: Database
  public let work: UnitOfWork
  public let random: RandomSource
  /// The server's clock, for what happens outside of a `Scope`.
  public let now: @Sendable () -> Timestamp
  /// For limits that only a service can count. Routes and socket messages declare all others.
  public let limiter: any RateLimiter
  /// Nil: no mail is sent.
  public let mail: (any MailQueue)?
  /// Who is online. Empty in a command, which has no sockets.
  public let online: OnlineMembers
  /// Each member's sockets on all nodes. Empty in a command.
  public let sockets: MemberSockets
  /// Where features say that staff removed something, for the feature that writes it down.
  public let removals = StaffRemovals()
  /// What features' events raise, for who takes note of deeds.
  public let deeds: Deeds
  /// Who begins to watch their own place here.
  public let ownViews = OwnViews()
  /// What the running server knows of itself.
  public let figures: ServerFigures
  /// The settings of the site.
  public let site: SiteState
  /// All features, those too that stand later in the list.
  private let all: [any Feature.Type]
  public let log: Logger
  /// The features that have been built, in the order of the list.
  public var features: [any Feature] = []
  public var limits: Limits { config.limits }

  public init(
    config: Config, database: Database, work: UnitOfWork, random: RandomSource, now: @escaping @Sendable () -> Timestamp,
    limiter: any RateLimiter, mail: (any MailQueue)? = nil, online: OnlineMembers = OnlineMembers(), deeds: Deeds = Deeds(),
    sockets: MemberSockets = MemberSockets(), figures: ServerFigures = ServerFigures(), site: SiteState = SiteState(),
    all: [any Feature.Type] = [],
    log: Logger
  ) {
    self.config = config
    self.database = database
    self.work = work
    self.random = random
    self.now = now
    self.limiter = limiter
    self.mail = mail
    self.online = online
    self.deeds = deeds
    self.sockets = sockets
    self.figures = figures
    self.site = site
    self.all = all
    self.log = log
  }

  /// What all features do for each new account.
  public var newMemberSteps: [any NewMemberStep] { all.flatMap { $0.newMemberSteps } }
  /// What they do when somebody is banned or a ban is lifted.
  public var banSteps: [any BanStep] { all.flatMap { $0.banSteps } + all.flatMap { $0.banSteps(with: noticeKinds) } }
  /// What they do when a member changes their display name in the settings.
  public var nameSteps: [any NameStep] { all.flatMap { $0.nameSteps } }
  /// What they do when a relation between two members changes.
  public var relationSteps: [any RelationStep] {
    all.flatMap { $0.relationSteps } + all.flatMap { $0.relationSteps(with: noticeKinds) }
  }
  /// What staff did to members.
  public var standing: (any MemberStanding)? { all.lazy.compactMap { $0.standing(config) }.first }
  /// The kinds of their things that show members' media.
  public var mediaUses: [any MediaUseRows] { all.flatMap { $0.mediaUses } }
  /// The kinds of their things that members find in feed and search.
  public var subjectKinds: [any SubjectKind] {
    all.flatMap { feature in
      feature.subjectKinds.map { kind in feature.featureSwitch.map { SwitchedKind(kind, by: $0) } ?? kind }
    }
  }
  /// What finds their works that messages and walls link to.
  public var workFinders: [any WorkFinder] { all.flatMap { $0.workFinders } }
  /// What finds their stories and loops that walls link to.
  public var songFinders: [any SongFinder] { all.flatMap { $0.songFinders } }
  /// What they propose to new members to do first.
  public var firstSteps: [any FirstStepRows] { all.flatMap { $0.firstSteps } }
  /// The kinds of their notifications.
  public var noticeKinds: [any NoticeKind] { all.flatMap { $0.noticeKinds } }
  /// What they let members mute.
  public var mutedNames: [any MutedNames] { all.flatMap { $0.mutedNames } }

  /// A feature before the one that asks, for what only one instance can do.
  ///
  /// - Precondition: it stands earlier in the list of features.
  public func feature<Wanted: Feature>(_ type: Wanted.Type) -> Wanted { features.the(type) }
}

/// What features build their routes from, in a server that is about to listen.
public struct WebContext: Sendable {
  public let config: Config
  public let site: Site
  /// Transfers with other servers.
  public let transfers: TransferLoop
  public let log: Logger
  private let features: [any Feature]

  public init(
    config: Config, site: Site, transfers: TransferLoop, features: [any Feature], log: Logger
  ) {
    self.features = features
    self.config = config
    self.site = site
    self.transfers = transfers
    self.log = log
  }

  /// What all features add to the page of a member's account.
  public var settingsSections: SettingsSections {
    { [features] scope in
      var sections: [SettingsSection] = []
      for feature in features { sections += try await feature.settingsSections(scope) }
      return sections
    }
  }

  /// The page of a bot of a feature's own that has this username.
  public var botPage: @Sendable (String) -> String? {
    { [features] username in features.lazy.compactMap { type(of: $0).page(ofBot: username) }.first }
  }

  /// A feature below the one that asks, for what only one instance can do.
  ///
  /// - Precondition: it is in the list of features.
  public func feature<Wanted: Feature>(_ type: Wanted.Type) -> Wanted { features.the(type) }
}

extension [any Feature] {
  /// - Precondition: it is among these.
  public func the<Wanted: Feature>(_ type: Wanted.Type) -> Wanted {
    for case let feature as Wanted in self { return feature }
    preconditionFailure("\(type) is not a feature of this server, or stands later in the list of features")
  }
}
