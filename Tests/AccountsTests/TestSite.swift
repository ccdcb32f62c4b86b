import AccountsTesting
import Core
import CoreTesting
import Design
import Encoding
import Engine
import HTTP
import JSON
import Synchronization
import Web

@testable import Accounts

/// The account routes behind the web's whole list of rules, without a socket.
struct TestSite {
  let house: TestAccounts
  private let log = EventLog()
  private let application: WebApplication

  static func open(
    limits: Limits = .lifted, settings: AccountsFeature.Settings? = nil, hasher: (any PasswordHashing)? = nil,
    mail: (any MailQueue)? = nil
  ) async throws
    -> TestSite
  {
    try await TestSite(TestAccounts.open(with: CoreMigrations.all(), hasher: hasher, settings: settings, mail: mail), limits)
  }

  private init(_ house: TestAccounts, _ limits: Limits) {
    self.house = house
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    let limiter = LocalRateLimiter()
    let site = Site(destinations: [], asset: AssetPath { "/" + $0 })
    let clock = house.clock
    application = WebApplication(
      routes: house.accounts.routes(site: site), settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: limiter, publisher: log, errorPage: { Array("error \($0.status)".utf8) },
        random: house.random, now: { clock.now }))
  }

  var routes: [Route] { application.routes }

  /// The events published since the last call.
  func takeEvents() -> [NodeEvent] { log.take().compactMap(\.nodeEvent) }

  // MARK: Asking

  func send(
    _ method: Request.Method, _ target: String, json: String? = nil, form: [(String, String)]? = nil, token: String? = nil,
    cookie: String? = nil,
    headers more: [(name: String, value: String)] = [], address: String = "192.0.2.7"
  ) async throws -> Answer {
    var headers = more
    var body: [UInt8] = []
    if let json {
      headers.append(("Content-Type", "application/json"))
      body = Array(json.utf8)
    }
    if let form {
      headers += [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")]
      body = Array(form.map { "\($0)=\(PercentCoding.encode($1))" }.joined(separator: "&").utf8)
    }
    if let token { headers.append(("Authorization", "Bearer \(token)")) }
    if let cookie { headers.append(("Cookie", "session=\(cookie)")) }
    let response = await application.handle(Request(method, target, headers: headers, body: body, peerAddress: address))
    return Answer(status: response.status, headers: response.headers, body: try await response.body.collect())
  }

  struct Answer {
    let status: Int
    let headers: Headers
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var location: String? { headers["Location"] }
    /// The token a `Set-Cookie` puts into the browser; empty when it takes it out.
    var cookie: String? {
      headers.all("Set-Cookie").first { $0.hasPrefix("session=") }.map { String($0.dropFirst("session=".count).prefix { $0 != ";" }) }
    }
    func json() throws -> JSONValue { try JSONValue(parsing: body) }
    var code: String? { (try? json())?["error"]?["code"]?.string }
    var details: JSONValue? { (try? json())?["error"]?["details"] }
  }
}
