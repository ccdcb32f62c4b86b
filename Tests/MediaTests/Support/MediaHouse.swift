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
import Telemetry
import Testing
import Web

@testable import Media

/// Media on a database and a folder of their own, behind the web's whole list of rules, with a scratch kind of things that use them.
final class MediaHouse: Sendable {
  let house: TestAccounts
  let feature: MediaFeature
  let application: WebApplication
  let folder: URL
  let things = ThingRows()

  static func open(
    quota: Int64 = 500 << 20, reserve: Int64 = 0, limits: Limits = .lifted, worker: String = builtWorker, sharing other: MediaHouse? = nil
  ) async throws -> MediaHouse {
    let accounts: TestAccounts
    if let other {
      accounts = other.house
    } else {
      accounts = try await TestAccounts.open(with: try CoreMigrations.all() + MediaMigrations.all())
      _ = try await EpochRepository(accounts.database).current(random: accounts.random)
      try await accounts.database.run("CREATE TABLE things (id BIGINT PRIMARY KEY, owner_id BIGINT NOT NULL, audience TEXT NOT NULL)")
    }
    let folder = other?.folder ?? FileManager.default.temporaryDirectory.appending(path: "media-\(UUID().uuidString)")
    let house = MediaHouse(accounts, folder, (quota, reserve), limits, worker)
    try await house.feature.start()
    return house
  }

  private init(_ house: TestAccounts, _ folder: URL, _ space: (quota: Int64, reserve: Int64), _ limits: Limits, _ worker: String) {
    self.house = house
    self.folder = folder
    feature = MediaFeature(
      work: house.work, repositories: MediaRepositories(house.database, kinds: [things]),
      settings: MediaFeature.Settings(quota: space.quota, folder: folder.path, reserve: space.reserve, worker: worker),
      random: house.random, log: .silent)
    var config = Config(secretKey: Secret(TestAccounts.key))
    config.limits = limits
    let clock = house.clock
    application = WebApplication(
      routes: feature.routes(site: Site(destinations: [], asset: AssetPath { "/" + $0 })), settings: WebSettings(config),
      services: WebServices(
        authenticator: house.accounts.authority, limiter: LocalRateLimiter(), publisher: EventLog(),
        errorPage: { Array("error \($0.status)".utf8) }, random: house.random, now: { clock.now }))
  }

  deinit {
    feature.close()
    try? FileManager.default.removeItem(at: folder)
  }

  var database: Database { house.database }
  var uses: MediaUseRepository { MediaUseRepository(database) }

  /// Every file below the folder, without what locks it.
  func files() throws -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder.appending(path: path).path, isDirectory: &isFolder)
      return !isFolder.boolValue && !path.hasSuffix(".lock")
    }.sorted()
  }

  func rows() async throws -> Int64 { try await database.value("SELECT COUNT(*) FROM media") ?? 0 }

  func usage(of member: TestMember) async throws -> Int64? {
    try await database.value("SELECT bytes FROM media_usage WHERE user_id = \(member.id)")
  }

  // MARK: Things

  /// A thing of the scratch kind that shows these files.
  func show(
    _ thing: Int64, of owner: TestMember, to audience: String, _ ids: [MediaID], kind: MediaItem.Kind? = nil, longest: Duration? = nil
  ) async throws {
    try await house.work.transaction { transaction in
      try await transaction.run("DELETE FROM things WHERE id = \(thing)")
      try await transaction.run("INSERT INTO things (id, owner_id, audience) VALUES (\(thing), \(owner.id), \(audience))")
      let claims = ids.enumerated().map { MediaClaim($1, kind: kind, longest: longest, field: "items.\($0)") }
      _ = try await self.uses.claim(claims, for: thing, of: self.things, owner: owner.id, at: self.house.clock.now, in: transaction)
    }
  }

  // MARK: Asking over HTTP

  struct Answer {
    let status: Int
    let headers: Headers
    let bytes: [UInt8]

    func json() throws -> JSONValue { try JSONValue(parsing: bytes) }
    var code: String? { (try? json())?["error"]?["code"]?.string }
    var details: [ShortName: JSONValue] { (try? json())?["error"]?["details"]?.object ?? [:] }
    var media: JSONValue? { (try? json())?["data"]?["media"] }
    var id: MediaID {
      get throws {
        let text = try #require(media?["id"]?.string, "\(String(decoding: bytes, as: UTF8.self))")
        return try #require(MediaID(text: text))
      }
    }
  }

  func send(
    _ method: Request.Method, _ target: String, as member: TestMember? = nil, headers more: [(name: String, value: String)] = [],
    body: [UInt8] = []
  ) async throws -> Answer {
    var headers = more
    if let member { headers.append(("Authorization", "Bearer \(member.token)")) }
    let response = await application.handle(Request(method, target, headers: headers, body: body, peerAddress: "192.0.2.7"))
    return Answer(status: response.status, headers: response.headers, bytes: try await response.body.collect())
  }

  struct Part {
    var name = "file"
    var filename: String? = "x.png"
    var bytes: [UInt8]
  }

  func upload(_ parts: [Part], as member: TestMember?, key: String? = nil) async throws -> Answer {
    var body: [UInt8] = []
    for part in parts {
      let filename = part.filename.map { "; filename=\"\($0)\"" } ?? ""
      body +=
        Array("--b\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(filename)\r\n\r\n".utf8) + part.bytes + Array("\r\n".utf8)
    }
    body += Array("--b--\r\n".utf8)
    var headers: [(name: String, value: String)] = [("Content-Type", "multipart/form-data; boundary=b"), ("Sec-Fetch-Site", "same-origin")]
    if let key { headers.append(("Idempotency-Key", key)) }
    return try await send(.post, "/api/media", as: member, headers: headers, body: body)
  }

  func upload(_ bytes: [UInt8], as member: TestMember?, key: String? = nil) async throws -> Answer {
    try await upload([Part(bytes: bytes)], as: member, key: key)
  }
}

/// A kind of things for tests: `audience` is `public`, `members` or `nobody`; the owner sees a thing always.
struct ThingRows: MediaUseRows {
  var name: String { "thing" }
  let label = "a thing"
  let permission = Permission.readWall

  func isVisible(to viewer: UserID?) -> SQL {
    guard let viewer else { return "EXISTS (SELECT 1 FROM things t WHERE t.id = x.subject AND t.audience = 'public')" }
    return """
      EXISTS (SELECT 1 FROM things t WHERE t.id = x.subject AND (t.audience IN ('public', 'members') OR t.owner_id = \(viewer)))
      """
  }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] {
    Dictionary(uniqueKeysWithValues: subjects.map { ($0, Link("things", "\($0)").text) })
  }
}

/// `swift build --build-tests` builds it with the tests.
let builtWorker: String = {
  var root = URL(filePath: #filePath)
  for _ in 0..<4 { root.deleteLastPathComponent() }
  return root.appending(path: ".build/debug/neospace-media").path
}()

enum Sample {
  /// A GIF of one pixel; other colours are other bytes.
  static func picture(_ colour: UInt8 = 0) -> [UInt8] {
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, colour, 0x10, 0x20, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
  }

  /// A WAV of a tone: 8 bits, 8 kHz.
  static func sound(seconds: Int = 1) -> [UInt8] {
    let samples = (0..<8_000 * seconds).map { index -> UInt8 in index / 8 % 2 == 0 ? 0xC0 : 0x40 }
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    let format = little(1, 2) + little(1, 2) + little(8_000, 4) + little(8_000, 4) + little(1, 2) + little(8, 2)
    return Array("RIFF".utf8) + little(36 + samples.count, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + format + Array("data".utf8)
      + little(samples.count, 4) + samples
  }
}
