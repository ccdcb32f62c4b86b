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
import Web

@testable import Walls

/// Walls on a database of their own, with members, behind the web's whole list of rules.
struct WallHouse: Sendable {
  let house: TestAccounts
  let feature: WallsFeature
  let events = EventLog()
  /// What staff removed.
  let removals = RemovalLog()
  let application: WebApplication

  static func open(limits: Limits = .lifted) async throws -> WallHouse {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all()
        + MediaMigrations.all() + WallsMigrations.all(),
      newMemberSteps: WallsFeature.newMemberSteps,
      banSteps: WallsFeature.banSteps + NoticesFeature.banSteps(with: WallsFeature.noticeKinds), nameSteps: WallsFeature.nameSteps)
    _ = try await EpochRepository(house.database).current(random: house.random)
    return WallHouse(house, limits)
  }

  private init(_ house: TestAccounts, _ limits: Limits) {
    self.house = house
    let removals = StaffRemovals()
    removals.attach(self.removals)
    feature = WallsFeature(work: house.work, repositories: WallsRepositories(house.database), removals: removals)
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    let clock = house.clock
    // Files are uploaded in the tests of Media: here nothing reads or writes any.
    let media = MediaFeature(
      work: house.work, repositories: MediaRepositories(house.database, kinds: WallsFeature.mediaUses),
      settings: MediaFeature.Settings(quota: 0, folder: "/nonexistent"), random: house.random, log: .silent)
    application = WebApplication(
      routes: feature.routes(site: Site(destinations: [], asset: AssetPath { "/" + $0 }), files: media),
      settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: events,
        errorPage: { Array("error \($0.status)".utf8) }, random: house.random, now: { clock.now }))
  }

  func scope(_ member: TestMember, outbox: Outbox = Outbox()) async throws -> Scope { try await house.scope(of: member, outbox: outbox) }

  func history() -> ObjectHistory {
    ObjectHistory(feature.places[0], objects: feature.placeObjects, places: PlaceRepository(house.database))
  }

  struct Answer {
    let status: Int
    let headers: Headers
    let text: String

    var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
    var data: JSONValue { json["data"] ?? .null }
    var details: [ShortName: JSONValue] { json["error"]?["details"]?.object ?? [:] }
  }

  @discardableResult
  func send(
    _ method: Request.Method, _ target: String, _ json: String? = nil, as member: TestMember? = nil,
    headers more: [(name: String, value: String)] = []
  ) async throws -> Answer {
    var headers = more
    if json != nil { headers.append(("Content-Type", "application/json")) }
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(
      Request(method, target, headers: headers, body: Array((json ?? "").utf8), peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  /// Adds a text module in the first place, and returns its id.
  @discardableResult
  func add(_ text: String, as member: TestMember, after: Int64? = nil) async throws -> Int64 {
    let place = after.map { "\($0)" } ?? "null"
    return try await send(.post, "/api/modules", #"{"kind":"text","content":{"text":"\#(text)"},"after":\#(place)}"#, as: member)
      .data["module"]?["id"]?.int ?? 0
  }

  /// Places beans in the middle of a wall, and returns the sticker's id.
  @discardableResult
  func stick(on wall: TestMember, as member: TestMember) async throws -> Int64 {
    try await send(.post, "/api/walls/\(wall.username)/stickers", #"{"kind":"art","art":"beans","x":50,"y":50}"#, as: member)
      .data["sticker"]?["id"]?.int ?? 0
  }

  /// Puts the row of a file into the database, and returns the file's id.
  func file(_ kind: MediaItem.Kind, of member: TestMember, milliseconds: Int64 = 1_000) async throws -> String {
    try await house.mediaFile(kind.rawValue, of: member, milliseconds: milliseconds)
  }

  func arrangement(of member: TestMember) async throws -> [Int64] {
    try await send(.get, "/api/walls/\(member.username)", as: member).data["arrangement"]?.array?.compactMap(\.int) ?? []
  }
}

extension [Event] {
  /// Those that viewers of walls get, without what members are told in their own places.
  var ofWalls: [Event] { filter { if case .place(let place) = $0.audience { place.kind != .me } else { true } } }
}
