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
import Relations
import SQL
import Subjects
import Telemetry
import Walls
import Web

@testable import Codeground

/// Scripts on a database of their own, with members, behind the web's whole list of rules.
struct CodeHouse: Sendable {
  let house: TestAccounts
  let chat: ChatFeature
  let walls: WallsFeature
  let feature: CodegroundFeature
  let events = EventLog()
  let application: WebApplication

  static func open(limits: Limits = .lifted) async throws -> CodeHouse {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all()
        + MediaMigrations.all() + ChatMigrations.all() + WallsMigrations.all() + CodegroundMigrations.all(),
      newMemberSteps: WallsFeature.newMemberSteps)
    _ = try await EpochRepository(house.database).current(random: house.random)
    return CodeHouse(house, limits)
  }

  private init(_ house: TestAccounts, _ limits: Limits) {
    self.house = house
    let (work, database) = (house.work, house.database)
    let finders = CodegroundFeature.workFinders
    chat = ChatFeature(
      work: work,
      repositories: ChatRepositories(
        database, vault: ConversationVault(MasterKeys(current: .random()), log: .silent), works: finders),
      audit: AuditRepository(database), limiter: LocalRateLimiter(), limits: .lifted, removeFiles: { _ in })
    walls = WallsFeature(work: work, repositories: WallsRepositories(database, works: finders))
    let media = MediaFeature(
      work: work, repositories: MediaRepositories(database, kinds: WallsFeature.mediaUses),
      settings: MediaFeature.Settings(quota: 0, folder: "/nonexistent"), random: house.random, log: .silent)
    feature = CodegroundFeature(
      work: work, repositories: CodegroundRepositories(database), rooms: chat.rooms, messages: chat.messages,
      modules: walls.modules, publicFolder: "Public", node: "one", now: { house.clock.now }, log: .silent)
    let site = Site(destinations: [], asset: AssetPath { "/" + $0 }, origin: "https://example.org")
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    let clock = house.clock
    application = WebApplication(
      routes: feature.routes(site: site) + walls.routes(site: site, files: media),
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
    try await send(method, target, body: json.map { ("application/json", $0) }, as: member, headers: more)
  }

  /// Posts a form, as a browser does.
  @discardableResult
  func post(_ target: String, _ form: KeyValuePairs<String, String>, as member: TestMember) async throws -> Answer {
    let fields = form.map { "\($0.key)=\(Self.encoded($0.value))" }.joined(separator: "&")
    return try await send(
      .post, target, body: ("application/x-www-form-urlencoded", fields), as: member,
      headers: [("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")])
  }

  /// Gets a page.
  func page(_ target: String, as member: TestMember? = nil) async throws -> Answer {
    try await send(.get, target, as: member, headers: [("Accept", "text/html")])
  }

  /// Brings a file in, as a form with files sends it.
  @discardableResult
  func bring(_ name: String, _ bytes: [UInt8], as member: TestMember, headers more: [(name: String, value: String)] = []) async throws
    -> Answer
  {
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n"
    let response = await application.handle(
      Request(
        .post, "/api/scripts/import",
        headers: more + [("Content-Type", "multipart/form-data; boundary=x"), ("Authorization", "Bearer \(member.token)")],
        body: Array(head.utf8) + bytes + Array("\r\n--x--\r\n".utf8), peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  /// The bytes of a download.
  func download(_ target: String, as member: TestMember) async throws -> (status: Int, bytes: [UInt8]) {
    let response = await application.handle(
      Request(.get, target, headers: [("Authorization", "Bearer \(member.token)")], body: [], peerAddress: "192.0.2.7"))
    return (response.status, try await response.body.collect())
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
      return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  private func send(
    _ method: Request.Method, _ target: String, body: (type: String, text: String)?, as member: TestMember?,
    headers more: [(name: String, value: String)]
  ) async throws -> Answer {
    var headers = more
    if let body { headers.append(("Content-Type", body.type)) }
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(
      Request(method, target, headers: headers, body: Array((body?.text ?? "").utf8), peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  // MARK: Short ways

  /// Makes a script and returns its id.
  func make(_ title: String = "Circles", _ runtime: ScriptRuntime = .sketch, as member: TestMember) async throws -> Int64 {
    try await send(.post, "/api/scripts", #"{"runtime":"\#(runtime.rawValue)","title":"\#(title)"}"#, as: member).data["script"]?["id"]?.int
      ?? 0
  }

  @discardableResult
  func save(_ id: Int64, _ code: String, base: Int64, as member: TestMember) async throws -> Answer {
    var json = JSONWriter()
    json.object { json in
      json.field("code", code)
      json.field("base_version", base)
    }
    return try await send(.put, "/api/scripts/\(id)/draft", json.text, as: member)
  }

  @discardableResult
  func publish(_ id: Int64, _ more: String = "", base: Int64? = nil, as member: TestMember) async throws -> Answer {
    var version = base
    if version == nil { version = try await send(.get, "/api/scripts/\(id)/draft", as: member).data["draft"]?["version"]?.int }
    return try await send(.post, "/api/scripts/\(id)/revisions", #"{"base_version":\#(version ?? 1)\#(more)}"#, as: member)
  }

  /// Makes a public script of one revision.
  func published(_ title: String = "Circles", code: String = "circle(1, 2, 3)", as member: TestMember) async throws -> Int64 {
    let id = try await make(title, as: member)
    try await save(id, code, base: 1, as: member)
    try await publish(id, as: member)
    return id
  }

  func statuses(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Int) async throws -> [Int] {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0..<count { group.addTask { try await body(index) } }
      return try await group.reduce(into: []) { $0.append($1) }.sorted()
    }
  }
}
