import Core
import HTTP
import Telemetry

/// The configuration of the web server.
public struct WebSettings: Sendable {
  public let publicURL: WebOrigin
  /// Whether the site is reached over TLS, even if the connection to this process is not.
  public let usesSecureCookies: Bool
  public let trustedProxies: TrustedProxies
  public let limits: Limits
  /// Origins whose pages may call the API.
  public let corsOrigins: [WebOrigin]
  /// Whether a page that was opened under another name of this machine redirects to `publicURL`.
  let leadsToPublicURL: Bool

  public init(_ config: Config) {
    publicURL = config[ServerSettings.publicURL]
    usesSecureCookies = config.usesSecureCookies
    let proxies = config[ServerSettings.trustedProxies]
    trustedProxies = proxies.isEmpty ? .none : TrustedProxies { address in proxies.contains { $0.contains(address) } }
    limits = config.limits
    corsOrigins = config[ServerSettings.corsOrigins]
    leadsToPublicURL = config[ServerSettings.environment] == .development
  }
}

/// What the frame of a page shows a member, whatever the page is.
public struct ShellFacts: Sendable {
  /// At most 100.
  public let unreadNotifications: Int
  /// How many cases one of the staff has to look at; nil for everybody else.
  public let openCases: Int?
  public let hidesPeople: Bool
  /// Paths of stylesheets of the member's own.
  public let styles: [String]
  public let sections: [SidebarSection]

  public init(
    unreadNotifications: Int, openCases: Int? = nil, hidesPeople: Bool = true, styles: [String] = [], sections: [SidebarSection]
  ) {
    self.styles = styles
    self.hidesPeople = hidesPeople
    self.unreadNotifications = unreadNotifications
    self.openCases = openCases
    self.sections = sections
  }

  public static let empty = ShellFacts(unreadNotifications: 0, sections: [])
}

public typealias ShellReading = @Sendable (Scope) async throws -> ShellFacts

/// How a banned member is refused.
public typealias BanRefusal = @Sendable (UserID, Timestamp) async throws -> AppError

/// What the web server needs from others.
public struct WebServices: Sendable {
  let authenticator: any Authenticator
  let limiter: any RateLimiter
  let publisher: any EventPublisher
  let errorPage: ErrorPageRenderer
  let site: SiteState
  let readShell: ShellReading
  let banRefusal: BanRefusal
  let random: RandomSource
  let now: @Sendable () -> Timestamp
  let log: Logger
  let metrics: Metrics

  public init(
    authenticator: any Authenticator, limiter: any RateLimiter, publisher: any EventPublisher, errorPage: @escaping ErrorPageRenderer,
    site: SiteState = SiteState(), readShell: @escaping ShellReading = { _ in .empty },
    banRefusal: @escaping BanRefusal = { _, _ in .forbidden("This account is banned") }, random: RandomSource,
    now: @escaping @Sendable () -> Timestamp = Timestamp.systemNow, log: Logger = .silent,
    metrics: Metrics = Metrics()
  ) {
    self.authenticator = authenticator
    self.limiter = limiter
    self.publisher = publisher
    self.errorPage = errorPage
    self.site = site
    self.readShell = readShell
    self.banRefusal = banRefusal
    self.random = random
    self.now = now
    self.log = log
    self.metrics = metrics
  }
}
