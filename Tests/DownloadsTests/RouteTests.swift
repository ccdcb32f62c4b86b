import Accounts
import AccountsTesting
import Core
import Engine
import HTTP
import JSON
import SQL
import SQLTesting
import Testing

@testable import Downloads

@Suite("The API of downloads") struct RouteTests {
  /// Status per person: guest, member who has not agreed, member who has downloaded, administrator, banned.
  static let table: [(method: String, path: String, body: String?, statuses: [Int])] = [
    ("GET", "/dashboard", nil, [401, 200, 200, 200, 403]), ("POST", "/terms/agree", nil, [401, 200, 200, 200, 403]),
    ("POST", "/redeem", #"{"key_value":"0000-0000-0000-0000"}"#, [401, 403, 400, 403, 403]),
    ("POST", "/redeem", "[]", [401, 422, 422, 422, 403]),
    ("POST", "/redeem", "{", [401, 400, 400, 400, 403]), ("POST", "/downloads/token", nil, [401, 403, 403, 403, 403]),
    ("POST", "/review", #"{"project_link":"https://a.example","review_text":"long enough"}"#, [401, 403, 201, 403, 403]),
    ("GET", "/admin/keys", nil, [401, 403, 403, 200, 403]),
    ("GET", "/admin/keys?status=all&limit=100&before=5", nil, [401, 403, 403, 200, 403]),
    ("GET", "/admin/keys?status=new", nil, [401, 403, 403, 422, 403]), ("GET", "/admin/keys?limit=0", nil, [401, 403, 403, 422, 403]),
    ("GET", "/admin/keys?limit=101", nil, [401, 403, 403, 422, 403]), ("GET", "/admin/keys?before=x", nil, [401, 403, 403, 422, 403]),
    ("POST", "/admin/keys/generate", #"{"count":3}"#, [401, 403, 403, 201, 403]),
    ("POST", "/admin/keys/generate", #"{"count":0}"#, [401, 403, 403, 422, 403]),
    ("POST", "/admin/keys/generate", #"{"count":101}"#, [401, 403, 403, 422, 403]),
    ("POST", "/admin/keys/generate", #"{"count":"3"}"#, [401, 403, 403, 422, 403]),
    ("POST", "/admin/keys/generate", #"{"count":2.5}"#, [401, 403, 403, 422, 403]),
    ("POST", "/admin/keys/export", nil, [303, 403, 403, 200, 403]),
    ("GET", "/download?token=x", nil, [410, 410, 410, 410, 410]), ("GET", "/redeem", nil, [405, 405, 405, 405, 403]),
  ]

  @Test("answers each as they may expect", arguments: table.indices)
  func everyRole(_ index: Int) async throws {
    let (method, path, body, statuses) = Self.table[index]
    let house = try await DownloadHouse.open()
    let reader = try await house.agreed("reader")
    #expect(try await house.download(house.token(of: reader)).status == 200)
    let banned = try await house.agreed("banned")
    try await house.house.accounts.moderation.ban(house.house.system(), banned.id)
    let cast: [TestMember?] = [nil, try await house.house.member("new"), reader, try await house.admin(), banned]
    for (who, member) in cast.enumerated() {
      _ = house.events.take()
      let answer = try await house.send(.init(rawValue: method), path, json: body, as: member)
      #expect(answer.status == statuses[who], "person \(who): \(answer.text)")
      if answer.status >= 400 {
        #expect(answer.code?.isEmpty == false)
        #expect(house.events.take().isEmpty)
      } else {
        #expect(house.events.take().allSatisfy { $0.audience == member.map { .user($0.id) } })
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
    #expect(try await migrator.down(2) == ["0002_downloads", "0001_downloads"])
    #expect(try await migrator.up() == ["0001_downloads", "0002_downloads"])
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
    try await house.database.run("ANALYZE")
    let token = DownloadToken(from: house.house.random)
    let statements: [(SQL, String)] = [
      (KeyRepository.page(KeyPageRequest()), "keys_newest"), (KeyRepository.page(KeyPageRequest(filter: .used)), "keys_by_state"),
      (KeyRepository.page(KeyPageRequest(filter: .unused, before: KeyID(20))), "keys_by_state"),
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
