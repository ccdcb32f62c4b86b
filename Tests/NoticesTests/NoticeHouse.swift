import Accounts
import AccountsTesting
import Core
import CoreTesting
import Crypto
import Design
import Engine
import HTTP
import JSON
import Relations
import SQL
import Web

@testable import Notices

/// Others waved: one notification for all of them.
struct WaveNotice: NoticeKind {
  var name = "wave"
  let label = "Wave"
  let group = NoticeGroup.kind

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { faces, topic in
      faces[topic.id] = NoticeFace(topic.events == 1 ? "waved" : "waved a lot", link: Link("@" + topic.username).text)
    }
  }
}

/// Others rang at a door: one notification for each door.
struct RingNotice: NoticeKind {
  let name = "ring"
  let label = "Ring"
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("rang at door \($1.target)", link: Link("doors", String($1.subject)).text) }
  }

  func actions(about username: String) -> [NoticeAction] { [NoticeAction("Open", path: Link("doors", username).text)] }
}

/// A letter of the server: each its own, and nobody is named.
struct LetterNotice: NoticeKind {
  let name = "letter"
  let label = "Letter"
  let group = NoticeGroup.none
  let isOptional = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("A letter has come", link: "/") }
  }
}

/// Notifications on a database of their own, with members, behind the web's whole list of rules.
struct NoticeHouse: Sendable {
  static let kinds: [any NoticeKind] = [WaveNotice(), RingNotice(), LetterNotice()]

  let house: TestAccounts
  let feature: NoticesFeature
  let events = EventLog()
  let mailbox: TestMailbox?
  let application: WebApplication

  static func open(mailbox: TestMailbox? = nil) async throws -> NoticeHouse {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all(), banSteps: NoticesFeature.banSteps(with: kinds))
    _ = try await EpochRepository(house.database).current(random: house.random)
    return NoticeHouse(house, mailbox)
  }

  private init(_ house: TestAccounts, _ mailbox: TestMailbox?) {
    self.house = house
    self.mailbox = mailbox
    feature = NoticesFeature(
      work: house.work, repositories: NoticesRepositories(house.database, kinds: Self.kinds), secret: TestAccounts.key,
      publicURL: TestAccounts.publicURL, mail: mailbox)
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = .lifted
    let clock = house.clock
    application = WebApplication(
      routes: feature.routes(site: Site(destinations: [], asset: AssetPath { "/" + $0 })), settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: events,
        errorPage: { Array("error \($0.status)".utf8) },
        readShell: { [service = feature.service] scope in
          ShellFacts(unreadNotifications: try await service.unread(of: scope.member!.id), sections: [])
        },
        random: house.random, now: { clock.now }))
  }

  var notices: NoticeRepository { feature.notices }
  var database: Database { house.database }

  func members(_ names: String...) async throws -> [TestMember] {
    var members: [TestMember] = []
    for name in names { members.append(try await house.member(name)) }
    return members
  }

  // MARK: What features do

  /// Runs a change and returns what is to be told.
  @discardableResult
  func change(_ body: @Sendable (Transaction) async throws -> [Event]) async throws -> [Event] {
    house.clock.advance(by: .milliseconds(1))
    let told = try await house.work.transaction(body)
    events.publish(told)
    return told
  }

  @discardableResult
  func raise(
    _ kind: any NoticeKind = WaveNotice(), by actor: TestMember?, about subject: Int64 = 1, to recipient: TestMember, target: Int64 = 0,
    in room: RoomID? = nil, body: String? = nil
  ) async throws -> [Event] {
    let cause = NoticeCause(kind, by: actor?.id, about: subject, target: target, in: room, body: body)
    return try await change { try await notices.raise(cause, for: [recipient.id], at: house.clock.now, in: $0) }
  }

  @discardableResult
  func withdraw(_ kind: any NoticeKind = WaveNotice(), by actor: TestMember? = nil, about subject: Int64 = 1) async throws -> [Event] {
    try await change { try await notices.withdraw(NoticeMatch(kind, about: subject, by: actor?.id), at: house.clock.now, in: $0) }
  }

  // MARK: What clients see

  func history() -> ObjectHistory {
    ObjectHistory(house.accounts.places[0], objects: feature.placeObjects, places: PlaceRepository(database))
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
  func send(_ method: Request.Method, _ target: String, _ body: String? = nil, as member: TestMember? = nil, form: Bool = false)
    async throws
    -> Answer
  {
    var headers: [(name: String, value: String)] = []
    if body != nil { headers.append(("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json")) }
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(
      Request(method, target, headers: headers, body: Array((body ?? "").utf8), peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  /// All that the member has, newest first.
  func list(of member: TestMember) async throws -> [JSONValue] {
    var (all, next): ([JSONValue], JSONValue?) = ([], nil)
    repeat {
      let before = next?.int.map { "&before=\($0)" } ?? ""
      let page = try await send(.get, "/api/notifications?limit=100" + before, as: member).data
      all += page["notifications"]?.array ?? []
      next = page["next"]
    } while next?.int != nil
    return all
  }

  func titles(of member: TestMember) async throws -> [String] { try await list(of: member).map { $0["title"]?.string ?? "" } }

  func unread(of member: TestMember) async throws -> Int64? {
    try await send(.get, "/api/notifications", as: member).data["unread"]?.int
  }
}

extension [Event] {
  var objects: [JSONValue] { get throws { try map { try JSONValue(parsing: $0.data) } } }
  /// What was told, as `notification`, `-notification` for a deleted one, and `desk 3`.
  var words: [String] {
    get throws {
      try objects.map { object in
        let type = object["type"]?.string ?? ""
        if object["deleted"] == .bool(true) { return "-" + type }
        return object["unread_notifications"]?.int.map { "\(type) \($0)" } ?? type
      }
    }
  }
}
