import Core
import HTTP
import Telemetry

/// What the configuration says about the web.
public struct WebSettings: Sendable {
  public let publicURL: WebOrigin
  /// The site is reached over TLS, whatever the connection here is.
  public let usesSecureCookies: Bool
  public let trustedProxies: TrustedProxies
  public let limits: Limits
  /// Whose pages may call the API.
  public let corsOrigins: [WebOrigin]
  /// Whether a page opened under another name of this machine is led to `publicURL`.
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

/// What the web leans on.
public struct WebServices: Sendable {
  let authenticator: any Authenticator
  let limiter: any RateLimiter
  let publisher: any EventPublisher
  let errorPage: ErrorPageRenderer
  let random: RandomSource
  let now: @Sendable () -> Timestamp
  let log: Logger
  let metrics: Metrics

  public init(
    authenticator: any Authenticator, limiter: any RateLimiter, publisher: any EventPublisher, errorPage: @escaping ErrorPageRenderer,
    random: RandomSource, now: @escaping @Sendable () -> Timestamp = Timestamp.systemNow, log: Logger = .silent,
    metrics: Metrics = Metrics()
  ) {
    self.authenticator = authenticator
    self.limiter = limiter
    self.publisher = publisher
    self.errorPage = errorPage
    self.random = random
    self.now = now
    self.log = log
    self.metrics = metrics
  }
}
