import Accounts
import AccountsTesting
import Core
import CoreTesting
import Design
import Engine
import Foundation
import HTTP
import JSON
import SQL
import Synchronization
import Testing
import Web

@testable import Downloads

/// Gated downloads on a database and a file of their own, with members, behind the web's whole list of rules.
final class DownloadHouse: Sendable {
  let house: TestAccounts
  let feature: DownloadsFeature
  let events = EventLog()
  let application: WebApplication
  let folder: URL

  static let lifetime = Duration.seconds(60)
  static let content = Array("PK\u{3}\u{4}".utf8) + (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  static func open(limits: Limits = .lifted, random: RandomSource? = nil) async throws -> DownloadHouse {
    let house = try DownloadHouse(
      try await TestAccounts.open(with: try CoreMigrations.all() + DownloadsMigrations.all()), limits, random)
    try house.put(content)
    return house
  }

  private init(_ house: TestAccounts, _ limits: Limits, _ random: RandomSource?) throws {
    self.house = house
    folder = FileManager.default.temporaryDirectory.appending(path: "downloads-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    feature = DownloadsFeature(
      work: house.work, repositories: DownloadsRepositories(house.database),
      audit: AuditRepository(house.database), tokenLifetime: Self.lifetime)
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    let clock = house.clock
    application = WebApplication(
      routes: feature.routes(
        site: Site(destinations: [], asset: AssetPath { "/" + $0 }),
        file: ServedDiskFile(path: folder.appending(path: "the release ✓.zip").path), terms: TermsText(markdown: "Be kind.")),
      settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: events,
        errorPage: { Array("error \($0.status)".utf8) }, random: random ?? house.random, now: { clock.now }))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var database: Database { house.database }
  var clock: TestClock { house.clock }

  // MARK: The file

  private var path: URL { folder.appending(path: "the release ✓.zip") }

  /// Puts another file in the place of the one there, as an operator should: by renaming.
  func put(_ bytes: [UInt8]) throws {
    let new = folder.appending(path: "new")
    try Data(bytes).write(to: new)
    guard rename(new.path, path.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  func removeFile() throws { try FileManager.default.removeItem(at: path) }

  // MARK: People

  func scope(_ member: TestMember, outbox: Outbox = Outbox()) async throws -> Scope { try await house.scope(of: member, outbox: outbox) }

  /// Somebody who has agreed to the terms.
  func agreed(_ username: String) async throws -> TestMember {
    let member = try await house.member(username)
    _ = try await feature.terms.agree(scope(member))
    return member
  }

  func admin() async throws -> TestMember { try await house.member("chief", role: .admin) }

  @discardableResult
  func keys(_ count: Int) async throws -> [KeyValue] {
    let member = try await house.member("k\(UInt32.random(in: 0 ... .max))", role: .admin)
    return try await feature.keys.generate(scope(member), count: count).map(\.value)
  }

  /// A key redeemed; the token that came of it.
  func token(of member: TestMember) async throws -> DownloadToken {
    let key = try await keys(1)[0]
    return try await feature.redemption.redeem(scope(member), key).token
  }

  func standing(of member: TestMember) async throws -> ReleaseStanding {
    try await feature.dashboard.load(scope(member)).standing
  }

  func count(_ table: SQL, where condition: SQL = "1 = 1") async throws -> Int {
    try await database.value("SELECT count(*) FROM \(table) WHERE \(condition)", as: Int.self) ?? 0
  }

  // MARK: Asking over HTTP

  struct Answer {
    let status: Int
    let headers: Headers
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue? { try? JSONValue(parsing: bytes) }
    var code: String? { json?["error"]?["code"]?.string }
  }

  func send(
    _ method: Request.Method, _ target: String, json: String? = nil, as member: TestMember? = nil,
    headers more: [(name: String, value: String)] = []
  ) async throws -> Answer {
    var headers = more
    var body: [UInt8] = []
    if let json {
      headers.append(("Content-Type", "application/json"))
      body = Array(json.utf8)
    }
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(Request(method, target, headers: headers, body: body, peerAddress: "192.0.2.7"))
    return Answer(
      status: response.status, headers: response.headers, bytes: method == .head ? [] : try await response.body.collect())
  }

  /// Sends a form as a browser does; `site` says where the page stood that had it.
  func submit(_ target: String, _ form: String = "", as member: TestMember?, from site: String = "same-origin") async throws -> Answer {
    var headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", site), ("Accept", "text/html")]
    if let member { headers.append(("Cookie", "session=\(member.token)")) }
    let request = Request(.post, target, headers: headers, body: Array(form.utf8), peerAddress: "192.0.2.7")
    let response = await application.handle(request)
    return Answer(status: response.status, headers: response.headers, bytes: try await response.body.collect())
  }

  func download(_ token: DownloadToken, _ method: Request.Method = .get, range: String? = nil, ifRange: String? = nil) async throws
    -> Answer
  {
    let headers = [range.map { (name: "Range", value: $0) }, ifRange.map { (name: "If-Range", value: $0) }].compactMap(\.self)
    return try await send(method, "/download?token=\(token.text)", headers: headers)
  }
}

/// Checks that a tab that folds the events of a change knows what is read afterwards, and that only the member's own tabs are told.
/// Returns the events' types.
@discardableResult
func verifyAction(
  in house: DownloadHouse, of member: TestMember, sourceLocation: SourceLocation = #_sourceLocation,
  _ action: (Scope) async throws -> Void
) async throws -> [String] {
  func loaded() async throws -> JSONValue {
    try JSONValue(parsing: try await house.standing(of: member).object.json)
  }
  let outbox = Outbox()
  var copy = try await loaded()
  try await action(house.scope(member, outbox: outbox))
  let events = outbox.take()
  for event in events {
    #expect(event.audience == .place(.me(member.id)), sourceLocation: sourceLocation)
    if event.type == Event.changed { copy = try JSONValue(parsing: event.data) }
  }
  #expect(try await copy == loaded(), sourceLocation: sourceLocation)
  return events.map(\.type)
}
