import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import SQLTesting
import Testing

@testable import Downloads

/// `newcomer` has not agreed to the terms, `reader` has downloaded.
enum Visitor: Callers { case guest, newcomer, reader, admin, banned, others }

@Suite("The API of downloads") struct RouteTests {
  /// The status for each caller.
  static let table: [(method: String, path: String, body: String?, statuses: Statuses<Visitor>)] = [
    ("GET", "/dashboard", nil, [.guest: 401, .banned: 403, .others: 200]),
    ("POST", "/terms/agree", nil, [.guest: 401, .banned: 403, .others: 200]),
    ("POST", "/redeem", #"{"key_value":"0000-0000-0000-0000"}"#, [.guest: 401, .reader: 400, .others: 403]),
    ("POST", "/redeem", "[]", [.guest: 401, .banned: 403, .others: 422]),
    ("POST", "/redeem", "{", [.guest: 401, .banned: 403, .others: 400]), ("POST", "/downloads/token", nil, [.guest: 401, .others: 403]),
    ("POST", "/review", #"{"project_link":"https://a.example","review_text":"long enough"}"#, [.guest: 401, .reader: 201, .others: 403]),
    ("GET", "/admin/keys", nil, [.guest: 401, .admin: 200, .others: 403]),
    ("GET", "/admin/keys?status=all&limit=100&before=5", nil, [.guest: 401, .admin: 200, .others: 403]),
    ("GET", "/admin/keys?status=new", nil, [.guest: 401, .admin: 422, .others: 403]),
    ("GET", "/admin/keys?limit=0", nil, [.guest: 401, .admin: 422, .others: 403]),
    ("GET", "/admin/keys?limit=101", nil, [.guest: 401, .admin: 422, .others: 403]),
    ("GET", "/admin/keys?before=x", nil, [.guest: 401, .admin: 422, .others: 403]),
    ("POST", "/admin/keys/generate", #"{"count":3}"#, [.guest: 401, .admin: 201, .others: 403]),
    ("POST", "/admin/keys/generate", #"{"count":0}"#, [.guest: 401, .admin: 422, .others: 403]),
    ("POST", "/admin/keys/generate", #"{"count":101}"#, [.guest: 401, .admin: 422, .others: 403]),
    ("POST", "/admin/keys/generate", #"{"count":"3"}"#, [.guest: 401, .admin: 422, .others: 403]),
    ("POST", "/admin/keys/generate", #"{"count":2.5}"#, [.guest: 401, .admin: 422, .others: 403]),
    ("POST", "/admin/keys/export", nil, [.guest: 303, .admin: 200, .others: 403]),
    ("GET", "/download?token=x", nil, [.others: 410]), ("GET", "/redeem", nil, [.banned: 403, .others: 405]),
  ]

  @Test("answers each as they may expect", arguments: table.indices)
  func everyRole(_ index: Int) async throws {
    let (method, path, body, statuses) = Self.table[index]
    let house = try await DownloadHouse.open()
    let reader = try await house.agreed("reader")
    #expect(try await house.download(house.token(of: reader)).status == 200)
    let banned = try await house.agreed("banned")
    try await house.house.accounts.moderation.ban(house.house.system(), banned.id)
    let cast: [Visitor: TestMember] = [
      .newcomer: try await house.house.member("new"), .reader: reader, .admin: try await house.admin(), .banned: banned,
    ]
    for who in Visitor.allCases where who != .others {
      let member = cast[who]
      _ = house.events.take()
      let answer = try await house.send(.init(rawValue: method), path, json: body, as: member)
      #expect(answer.status == statuses[who], "\(who): \(answer.text)")
      if answer.status >= 400 {
        #expect(answer.code?.isEmpty == false)
        #expect(house.events.take().isEmpty)
      } else {
        let own = member.map { [Event.Audience.place(.me($0.id)), .user($0.id)] } ?? []
        #expect(house.events.take().allSatisfy { own.contains($0.audience) })
      }
    }
  }

  @Test("the dashboard says what it should, and no more")
  func dashboard() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.house.member("ada")
    func read() async throws -> [ShortName: JSONValue] { try #require(try await house.send(.get, "/dashboard", as: ada).json?.object) }
    let before = try await read()
    #expect(Set(before.keys) == ["id", "name", "email", "github_id", "has_downloaded", "has_agreed_terms"])
    #expect(before["github_id"] == .null && before["has_downloaded"] == .bool(false) && before["has_agreed_terms"] == .bool(false))
    #expect(before["id"]?.int == ada.id.rawValue && before["email"]?.string == ada.email && before["name"] == "Ada")
    _ = try await house.feature.terms.agree(house.scope(ada))
    #expect(try await house.download(house.token(of: ada)).status == 200)
    let after = try await read()
    #expect(after["has_downloaded"] == .bool(true) && after["has_agreed_terms"] == .bool(true))
  }

  @Test("the schema goes up and down and up again, and goes with its members")
  func schema() async throws {
    let house = try await DownloadHouse.open()
    let before = try await house.database.schemaDump()
    let ada = try await house.agreed("ada")
    #expect(try await house.download(house.token(of: ada)).status == 200)
    _ = try await house.feature.reviews.submit(house.scope(ada), ReviewDraft(projectLink: "https://a.example", text: "long enough"))
    try await house.database.run("DELETE FROM users WHERE id = \(ada.id)")
    for table in ["download_tokens", "download_events", "review_submissions"] as [SQL] { #expect(try await house.count(table) == 0) }
    #expect(try await house.count("keys", where: "used AND used_by_id IS NULL AND used_by = \(ada.email)") == 1, "a used key stays used")
    let migrator = try Migrator(house.database, AccountsMigrations.all() + CoreMigrations.all() + DownloadsMigrations.all())
    #expect(try await migrator.down(3) == ["0003_live", "0002_downloads", "0001_downloads"])
    #expect(try await migrator.up() == ["0001_downloads", "0002_downloads", "0003_live"])
    #expect(try await house.database.schemaDump() == before)
  }

  @Test("nothing is looked for row by row", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let keys = try await house.keys(60)
    for key in keys.prefix(30) {
      let token = try await house.feature.redemption.redeem(house.scope(ada), key).token
      if key.text.first!.isNumber { _ = try await house.download(token) }
    }
    let token = DownloadToken(from: house.house.random)
    let statements: [(SQL, String)] = [
      (KeyRepository.slice(KeySliceRequest()), "keys_newest"), (KeyRepository.slice(KeySliceRequest(filter: .used)), "keys_by_state"),
      (KeyRepository.slice(KeySliceRequest(filter: .unused, before: KeyID(20))), "keys_by_state"),
      (KeyRepository.waiting(of: ada.id), "keys_waiting"), (TokenRepository.record(of: token), "download_tokens_digest"),
      (ReviewRepository.review(of: ada.id), "review_submissions_user"),
    ]
    for (statement, index) in statements {
      let plan = try await house.database.explain(statement)
      #expect(plan.contains { $0.contains(index) }, "\(plan)")
      #expect(!plan.contains { $0.hasPrefix("SCAN") && !$0.contains("releases") || $0.contains("TEMP B-TREE") }, "\(plan)")
    }
  }
}
