import Accounts
import AccountsTesting
import Core
import CoreTesting
import Crypto
import Design
import Engine
import HTTP
import JSON
import Media
import Notices
import Relations
import SQL
import Subjects
import Telemetry
import Walls
import Web

@testable import Feed

/// Walls and feeds on one database, behind the web's whole list of rules.
struct FeedHouse: Sendable {
  let house: TestAccounts
  let relations: RelationRepository
  let repository: FeedRepository
  let events = EventLog()
  private let application: WebApplication

  static func open() async throws -> FeedHouse {
    let house = try await TestAccounts.open(with: try migrations(), newMemberSteps: WallsFeature.newMemberSteps)
    _ = try await EpochRepository(house.database).current(random: house.random)
    return FeedHouse(house)
  }

  private static func migrations() throws -> [Migration] {
    try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all() + MediaMigrations.all()
      + WallsMigrations.all()
  }

  private init(_ house: TestAccounts) {
    self.house = house
    relations = RelationRepository(house.database)
    repository = FeedRepository(database: house.database)
    let clock = house.clock
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = .lifted
    let walls = WallsFeature(work: house.work, repositories: WallsRepositories(house.database))
    let media = MediaFeature(
      work: house.work, repositories: MediaRepositories(house.database, kinds: WallsFeature.mediaUses),
      settings: MediaFeature.Settings(quota: 0, folder: "/nonexistent"), random: house.random, log: .silent)
    let feature = FeedFeature(house.database, kinds: WallsFeature.subjectKinds)
    let site = Site(destinations: [], asset: AssetPath { "/" + $0 })
    application = WebApplication(
      routes: feature.routes(site: site) + walls.routes(site: site, files: media), settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: events,
        errorPage: { Array("error \($0.status)".utf8) }, random: house.random, now: { clock.now }))
  }

  struct Answer {
    let status: Int
    let text: String

    var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
    var data: JSONValue { json["data"] ?? .null }
    var details: [ShortName: JSONValue] { json["error"]?["details"]?.object ?? [:] }
    var entries: [JSONValue] { data["entries"]?.array ?? [] }
    var titles: [String] { entries.compactMap { $0["title"]?.string } }
    var next: String? { data["next"]?.string }
  }

  @discardableResult
  func send(
    _ method: Request.Method, _ target: String, _ json: String? = nil, as member: TestMember? = nil
  ) async throws -> Answer {
    var headers: [(name: String, value: String)] = json == nil ? [] : [("Content-Type", "application/json")]
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(
      Request(method, target, headers: headers, body: Array((json ?? "").utf8), peerAddress: "192.0.2.7"))
    return Answer(status: response.status, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  func feed(_ query: String = "", as member: TestMember) async throws -> Answer {
    try await send(.get, "/api/feed" + (query.isEmpty ? "" : "?" + query), as: member)
  }

  /// A text on the member's wall.
  @discardableResult
  func add(_ text: String, as member: TestMember) async throws -> Int64 {
    let made = try await send(.post, "/api/modules", #"{"kind":"text","content":{"text":"\#(text)"},"after":null}"#, as: member)
    return made.data["module"]?["id"]?.int ?? 0
  }

  func show(_ visibility: String, as member: TestMember) async throws {
    try await send(.patch, "/api/profile", #"{"visibility":"\#(visibility)"}"#, as: member)
  }

  func follow(_ follower: TestMember, _ followed: TestMember) async throws {
    let now = house.clock.now
    _ = try await house.work.transaction { try await relations.follow(follower.id, followed.id, accepted: true, at: now, in: $0) }
  }

  /// Entries as a ledger of a large community would have them: without things, which are not read here.
  func enter(_ count: Int, by author: TestMember, from first: Int64) async throws {
    try await house.database.write { transaction in
      for number in 0..<Int64(count) {
        try await transaction.run(
          """
          INSERT INTO feed_entries (kind, subject, author_id, created_at) VALUES (1, \(first + number), \(author.id), \(first + number))
          """)
      }
    }
  }
}
