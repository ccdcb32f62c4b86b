import Accounts
import AccountsTesting
import Core
import CoreTesting
import Design
import Engine
import HTTP
import JSON
import Media
import Notices
import People
import Relations
import SQL
import Subjects
import Walls
import Web

/// People on a database of their own, behind the web's whole list of rules.
struct PeopleHouse: Sendable {
  let house: TestAccounts
  let feature: PeopleFeature
  let events = EventLog()
  let application: WebApplication

  var database: Database { house.database }

  static func open(limits: Limits = .lifted) async throws -> PeopleHouse {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all()
        + MediaMigrations.all() + WallsMigrations.all(),
      newMemberSteps: WallsFeature.newMemberSteps)
    return PeopleHouse(house, limits)
  }

  private init(_ house: TestAccounts, _ limits: Limits) {
    self.house = house
    let kinds = NoticesFeature.noticeKinds
    feature = PeopleFeature(
      work: house.work, house.database, notices: NoticeRepository(kinds: kinds),
      relationSteps: WallsFeature.relationSteps + NoticesFeature.relationSteps(with: kinds))
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    let clock = house.clock
    application = WebApplication(
      routes: feature.routes(site: Site(destinations: [], asset: AssetPath { "/" + $0 })), settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: events,
        errorPage: { Array("error \($0.status)".utf8) }, random: house.random, now: { clock.now }))
  }

  struct Answer {
    let status: Int
    let headers: Headers
    let text: String

    var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
    var data: JSONValue { json["data"] ?? .null }
    var code: String? { json["error"]?["code"]?.string }
    var details: [ShortName: JSONValue] { json["error"]?["details"]?.object ?? [:] }
    /// The names on a list.
    var names: [String] { data["people"]?.array?.compactMap { $0["user"]?["username"]?.string } ?? [] }
    func relation(_ name: String) -> JSONValue? { data["relation"]?[name] }
  }

  @discardableResult
  func send(_ method: Request.Method, _ target: String, as member: TestMember? = nil, form: String? = nil) async throws -> Answer {
    var headers: [(name: String, value: String)] = []
    if form != nil { headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin")] }
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(
      Request(method, target, headers: headers, body: Array((form ?? "").utf8), peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  /// The member, whose wall is for these viewers.
  func member(_ username: String, _ visibility: WallVisibility = .members) async throws -> TestMember {
    let member = try await house.member(username)
    try await database.run("UPDATE users SET visibility = \(visibility) WHERE id = \(member.id)")
    return member
  }

  @discardableResult func follow(_ follower: TestMember, _ followed: TestMember) async throws -> Answer {
    try await send(.put, "/api/people/\(followed.username)/follow", as: follower)
  }

  @discardableResult func block(_ blocker: TestMember, _ blocked: TestMember) async throws -> Answer {
    try await send(.put, "/api/people/\(blocked.username)/block", as: blocker)
  }

  /// What is told to the nodes since the last call.
  func nodeEvents() -> [NodeEvent] { events.take().compactMap(\.nodeEvent) }
}
