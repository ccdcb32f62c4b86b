import Accounts
import AccountsTesting
import Core
import CoreTesting
import Design
import Encoding
import Engine
import HTTP
import JSON
import SQL
import Subjects
import Synchronization
import Testing
import Web

@testable import Tasks

/// Tasks on a database file of their own, with members, behind the web's whole list of rules.
struct TaskHouse: Sendable {
  let house: TestAccounts
  let feature: TasksFeature
  let events = EventLog()
  let application: WebApplication

  static func open(limits: Limits = .lifted) async throws -> TaskHouse {
    let house = try await TestAccounts.open(with: try CoreMigrations.all() + SubjectsMigrations.all() + TasksMigrations.all())
    _ = try await EpochRepository(house.database).current(random: house.random)
    return TaskHouse(house, limits)
  }

  private init(_ house: TestAccounts, _ limits: Limits) {
    self.house = house
    feature = TasksFeature(work: house.work, repositories: TasksRepositories(house.database), now: { [clock = house.clock] in clock.now })
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    let clock = house.clock
    application = WebApplication(
      routes: feature.routes(site: Site(destinations: [], asset: AssetPath { "/" + $0 })), settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: events,
        errorPage: { Array("error \($0.status)".utf8) }, random: house.random, now: { clock.now }))
  }

  var tasks: TaskService { feature.tasks }
  var database: Database { house.database }

  func scope(_ member: TestMember, outbox: Outbox = Outbox()) async throws -> Scope { try await house.scope(of: member, outbox: outbox) }

  /// A member's list as it is read afresh, whole, newest first.
  func all(of member: TestMember, _ filter: TaskFilter = .all) async throws -> [TaskItem] {
    var tasks: [TaskItem] = []
    var page = 1
    while true {
      let read = try await self.tasks.list(scope(member), TaskPageRequest(filter: filter, page: page, limit: 100))
      tasks += read.tasks
      if read.tasks.count < 100 { return tasks }
      page += 1
    }
  }

  @discardableResult
  func make(_ member: TestMember, _ titles: String...) async throws -> [TaskItem] {
    var made: [TaskItem] = []
    for title in titles { made.append(try await tasks.create(scope(member), TaskDraft(title: title))) }
    return made
  }

  // MARK: Asking over HTTP

  struct Answer {
    let status: Int
    let headers: Headers
    let text: String

    func json() throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
    var code: String? { (try? json())?["error"]?["code"]?.string }
    var details: [ShortName: JSONValue] { (try? json())?["error"]?["details"]?.object ?? [:] }
    var task: JSONValue? { (try? json())?["data"]?["task"] }
  }

  func send(
    _ method: Request.Method, _ target: String, json: String? = nil, form: [(String, String)]? = nil, as member: TestMember? = nil,
    headers more: [(name: String, value: String)] = []
  ) async throws -> Answer {
    var headers = more
    var body: [UInt8] = []
    if let json {
      headers.append(("Content-Type", "application/json"))
      body = Array(json.utf8)
    }
    let isPage = !target.hasPrefix("/api/")
    if isPage { headers += [("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")] }
    if let form {
      headers.append(("Content-Type", "application/x-www-form-urlencoded"))
      body = Array(form.map { "\($0)=\(PercentCoding.encode($1))" }.joined(separator: "&").utf8)
    }
    if let member { headers.append(isPage ? ("Cookie", "session=\(member.token)") : ("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(Request(method, target, headers: headers, body: body, peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }
}
