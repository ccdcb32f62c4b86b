import Accounts
import AccountsTesting
import Chat
import Core
import CoreTesting
import Crypto
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
import Tasks
import Telemetry
import Walls
import Web

@testable import Search

/// Rooms, walls, tasks and the search on one database, behind the web's whole list of rules.
struct SearchHouse: Sendable {
  let house: TestAccounts
  let chat: ChatFeature
  let walls: WallsFeature
  let tasks: TasksFeature
  let search: SearchService
  private let application: WebApplication

  static func open() async throws -> SearchHouse {
    let house = try await TestAccounts.open(
      with: try migrations(), newMemberSteps: WallsFeature.newMemberSteps)
    _ = try await EpochRepository(house.database).current(random: house.random)
    return SearchHouse(house)
  }

  private static func migrations() throws -> [Migration] {
    try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all() + MediaMigrations.all()
      + ChatMigrations.all() + TasksMigrations.all() + WallsMigrations.all()
  }

  private init(_ house: TestAccounts) {
    self.house = house
    let (work, database, clock) = (house.work, house.database, house.clock)
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = .lifted
    let vault = ConversationVault(MasterKeys(current: .random()), log: .silent)
    chat = ChatFeature(
      work: work, repositories: ChatRepositories(database, vault: vault), audit: AuditRepository(database), limiter: LocalRateLimiter(),
      limits: .lifted, removeFiles: { _ in })
    walls = WallsFeature(work: work, repositories: WallsRepositories(database))
    tasks = TasksFeature(work: work, repositories: TasksRepositories(database), now: { clock.now })
    let media = MediaFeature(
      work: work, repositories: MediaRepositories(database, kinds: WallsFeature.mediaUses),
      settings: MediaFeature.Settings(quota: 0, folder: "/nonexistent"), random: house.random, log: .silent)
    let feature = SearchFeature(
      database: database, kinds: ChatFeature.subjectKinds + TasksFeature.subjectKinds + WallsFeature.subjectKinds,
      conversations: chat.texts)
    search = feature.search
    let site = Site(destinations: [], asset: AssetPath { "/" + $0 })
    application = WebApplication(
      routes: SearchRoutes(search: search).routes + SearchPageRoutes(search: search, site: site).routes + tasks.routes(site: site)
        + walls.routes(site: site, files: media),
      settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: EventLog(),
        errorPage: { Array("error \($0.status)".utf8) }, random: house.random, now: { clock.now }))
  }

  struct Answer {
    let status: Int
    let text: String

    var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
    var data: JSONValue { json["data"] ?? .null }
    var details: [ShortName: JSONValue] { json["error"]?["details"]?.object ?? [:] }
    var ids: [Int64] { data["results"]?.array?.compactMap { $0["id"]?.int } ?? [] }
    var next: String? { data["next"]?.string }
    var people: [String]? { data["people"]?.array?.compactMap { $0["user"]?["username"]?.string } }
  }

  func send(
    _ method: Request.Method, _ target: String, _ json: String? = nil, as member: TestMember? = nil
  ) async throws -> Answer {
    var headers: [(name: String, value: String)] = json == nil ? [] : [("Content-Type", "application/json")]
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(
      Request(method, target, headers: headers, body: Array((json ?? "").utf8), peerAddress: "192.0.2.7"))
    return Answer(status: response.status, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  func find(_ query: String, as member: TestMember) async throws -> Answer {
    try await send(.get, "/api/search?\(query)", as: member)
  }

  /// A moment passes with each.
  @discardableResult
  func post(_ text: String, in room: String = "general", as member: TestMember) async throws -> Int64 {
    house.clock.advance(by: .milliseconds(3))
    let scope = try await house.scope(of: member)
    return try await chat.messages.post(scope, in: RoomName(room)!, MessageText(text)!).id.rawValue
  }

  func join(_ room: String = "general", _ members: TestMember...) async throws {
    for member in members { _ = try await chat.rooms.join(house.scope(of: member), RoomName(room)!) }
  }
}
