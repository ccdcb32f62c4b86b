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
import Testing
import Web

@testable import Song

/// Stories on a database of their own, with members, behind the web's whole list of rules.
struct SongHouse: Sendable {
  let house: TestAccounts
  let feature: SongFeature
  let media: MediaFeature
  let events = EventLog()
  let removals = RemovalLog()
  let application: WebApplication

  static func open(limits: Limits = .lifted) async throws -> SongHouse {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all()
        + MediaMigrations.all() + SongMigrations.all())
    _ = try await EpochRepository(house.database).current(random: house.random)
    return SongHouse(house, limits)
  }

  private init(_ house: TestAccounts, _ limits: Limits) {
    self.house = house
    let clock = house.clock
    let staff = StaffRemovals()
    staff.attach(removals)
    feature = SongFeature(
      work: house.work, repositories: SongRepositories(house.database), removals: staff, now: { clock.now }, log: .silent)
    let site = Site(destinations: [], asset: AssetPath { "/" + $0 }, origin: "https://example.org")
    // Files are uploaded in the tests of Media: here nothing reads or writes any.
    media = MediaFeature(
      work: house.work, repositories: MediaRepositories(house.database, kinds: SongFeature.mediaUses),
      settings: MediaFeature.Settings(quota: 0, folder: "/nonexistent"), random: house.random, log: .silent)
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    application = WebApplication(
      routes: feature.routes(site: site, uploads: media.uploads, media: media.media), settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: events,
        errorPage: { Array("error \($0.status)".utf8) }, random: house.random, now: { clock.now }))
  }

  func member(_ username: String, role: Role = .member) async throws -> TestMember { try await house.member(username, role: role) }

  func scope(_ member: TestMember, outbox: Outbox = Outbox()) async throws -> Scope { try await house.scope(of: member, outbox: outbox) }

  // MARK: Requests

  struct Answer {
    let status: Int
    let headers: Headers
    let text: String

    var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
    var data: JSONValue { json["data"] ?? .null }
    var details: [String] { (json["error"]?["details"]?.object ?? [:]).keys.map(\.description).sorted() }
  }

  @discardableResult
  func send(
    _ method: Request.Method, _ target: String, _ json: String? = nil, as member: TestMember? = nil,
    headers more: [(name: String, value: String)] = []
  ) async throws -> Answer {
    try await send(method, "/api/song" + target, body: json.map { ("application/json", $0) }, as: member, headers: more)
  }

  /// Posts a form, as a browser does.
  @discardableResult
  func post(_ target: String, _ form: KeyValuePairs<String, String>, as member: TestMember?) async throws -> Answer {
    try await post(target, fields: form.map { ($0.key, $0.value) }, as: member)
  }

  @discardableResult
  func post(_ target: String, fields: [(String, String)], as member: TestMember?) async throws -> Answer {
    let body = fields.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    return try await send(
      .post, target, body: ("application/x-www-form-urlencoded", body), as: member,
      headers: [("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")])
  }

  /// Sends a file, as programs or browsers do.
  func upload(_ target: String, _ file: [UInt8], as member: TestMember?, asBrowser: Bool = false) async throws -> Answer {
    var headers: [(name: String, value: String)] = [("Content-Type", "multipart/form-data; boundary=xxx")]
    if asBrowser { headers += [("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")] }
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let head = "--xxx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"story.twee\"\r\n\r\n"
    let response = await application.handle(
      Request(.post, target, headers: headers, body: Array(head.utf8) + file + Array("\r\n--xxx--\r\n".utf8), peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, text: String(decoding: try await response.body.collect(), as: UTF8.self))
  }

  /// Gets a page.
  func page(_ target: String, as member: TestMember? = nil) async throws -> Answer {
    try await send(.get, target, body: nil, as: member, headers: [("Accept", "text/html")])
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

  /// Makes a story; its id and that of its first verse.
  func story(_ more: String = "", as member: TestMember) async throws -> (id: Int64, root: Int64) {
    let made = try await send(.post, "/stories", #"{"title":"The mill"\#(more)}"#, as: member)
    return (try #require(made.data["story"]?["id"]?.int), try #require(made.data["story"]?["root"]?.int))
  }

  /// Adds a verse; its id.
  @discardableResult
  func verse(_ title: String, _ more: String = "", in story: Int64, as member: TestMember) async throws -> Int64 {
    let added = try await send(.post, "/stories/\(story)/verses", #"{"title":"\#(title)"\#(more)}"#, as: member)
    return try #require(added.data["verse"]?["id"]?.int, "\(added.text)")
  }

  func save(
    _ verse: Int64, _ body: String, title: String = "Start", choices: String = "[]", base: Int64, _ more: String = "", as member: TestMember
  ) async throws -> Answer {
    try await send(
      .put, "/verses/\(verse)", #"{"base_version":\#(base),"title":"\#(title)","body":"\#(body)","choices":\#(choices)\#(more)}"#,
      as: member)
  }

  func statuses(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Int) async throws -> [Int] {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0..<count { group.addTask { try await body(index) } }
      return try await group.reduce(into: []) { $0.append($1) }.sorted()
    }
  }

  /// Puts the row of a file into the database, and returns the file's id.
  func file(_ kind: MediaItem.Kind = .audio, of member: TestMember, milliseconds: Int64 = 1_000) async throws -> String {
    try await house.mediaFile(kind.rawValue, of: member, milliseconds: milliseconds)
  }

  // MARK: Its places

  func history() -> ObjectHistory {
    ObjectHistory(feature.places[0], objects: feature.placeObjects, places: PlaceRepository(house.database))
  }

  /// What a fresh look at a story gives, as pages fold it.
  func look(at story: Int64, as member: TestMember) async throws -> [String: JSONValue] {
    var objects: [String: JSONValue] = [:]
    for page in try await history().newest(in: .story(StoryID(story)), for: member.id) {
      for object in try JSONValue(parsing: page.objects).array ?? [] { fold(object, into: &objects) }
    }
    return objects
  }

  private func fold(_ object: JSONValue, into objects: inout [String: JSONValue]) {
    let key = "\(object["type"]?.string ?? "") \(object["id"]?.int ?? 0)"
    if object["deleted"]?.bool == true { objects.removeValue(forKey: key) } else { objects[key] = object }
  }

  /// Does something and compares: the state before with the events folded in is the state after. Returns the types of the events.
  @discardableResult
  func verifyAction(
    on story: Int64, as member: TestMember, sourceLocation: SourceLocation = #_sourceLocation, _ action: () async throws -> Void
  ) async throws -> [String] {
    var state = try await look(at: story, as: member)
    let before = try await history().head(of: .story(StoryID(story)), for: member.id)
    _ = events.take()
    try await action()
    let told = events.take()
    var sequence = before.sequence
    var objects: [String] = []
    for event in told where event.audience == .place(.story(StoryID(story))) {
      #expect(event.sequence == sequence + 1, "each object takes the next one", sourceLocation: sourceLocation)
      sequence = event.sequence ?? 0
      let object = try JSONValue(parsing: event.data)
      #expect(object["seq"]?.int == event.sequence, sourceLocation: sourceLocation)
      fold(object, into: &state)
      objects.append(object["type"]?.string ?? "")
    }
    let fresh = try await look(at: story, as: member)
    #expect(fresh == state, sourceLocation: sourceLocation)
    let after = try await history().head(of: .story(StoryID(story)), for: member.id)
    #expect(after.sequence == sequence, "nothing takes a number that is not told", sourceLocation: sourceLocation)
    if case .page(let page) = try await history().page(
      in: .story(StoryID(story)), after: HistoryCursor(epoch: before.epoch, sequence: before.sequence), for: member.id)
    {
      let told = (try JSONValue(parsing: page.objects).array ?? []).compactMap { $0["type"]?.string }
      #expect(Set(told) == Set(objects), sourceLocation: sourceLocation)
    }
    return objects
  }
}
