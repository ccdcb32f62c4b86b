import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Synchronization
import Testing

@testable import Downloads

@Suite("Keys") struct KeyTests {
  @Test("are listed newest first, page by page, with all that is counted")
  func pages() async throws {
    let house = try await DownloadHouse.open()
    let chief = try await house.admin()
    let ada = try await house.agreed("ada")
    let made = try await house.feature.keys.generate(house.scope(chief), count: 25)
    #expect(made.map(\.id) == made.map(\.id).sorted(by: >))
    for key in made.prefix(5) { _ = try await house.feature.redemption.redeem(house.scope(ada), key.value) }
    for (query, count) in [
      ("", 25), ("?limit=10", 10), ("?status=used", 5), ("?status=unused&limit=100", 20), ("?before=\(made[20].id)", 4),
    ] {
      let page = try #require(try await house.send(.get, "/admin/keys\(query)", as: chief).json)
      #expect(page["total"]?.int == 25 && page["used"]?.int == 5 && page["unused"]?.int == 20)
      let ids = page["keys"]?.array?.compactMap { $0["id"]?.int } ?? []
      #expect(ids.count == count && ids == ids.sorted(by: >), "\(query)")
    }
    var seen: [Int64] = []
    var query = "?limit=7&status=unused"
    while let ids = try await house.send(.get, "/admin/keys\(query)", as: chief).json?["keys"]?.array?.compactMap({ $0["id"]?.int }),
      !ids.isEmpty
    {
      seen += ids
      query = "?limit=7&status=unused&before=\(ids.last!)"
    }
    #expect(seen == made.dropFirst(5).map(\.id.rawValue))
    let shown = try #require(try await house.send(.get, "/admin/keys?status=used&limit=1", as: chief).json?["keys"]?.array?.first?.object)
    #expect(Set(shown.keys) == ["id", "key_value", "used", "created_at", "used_at", "used_by"])
    #expect(shown["used_by"]?.string == ada.email && shown["used"] == .bool(true))
  }

  @Test("go out as a table that runs nothing")
  func export() async throws {
    let house = try await DownloadHouse.open()
    let chief = try await house.admin()
    let made = try await house.feature.keys.generate(house.scope(chief), count: 100)
    let eve = try await house.house.member("eve", email: "=cmd+\"x@example.org".replacing("\"", with: "'"))
    _ = try await house.feature.terms.agree(house.scope(eve))
    _ = try await house.feature.redemption.redeem(house.scope(eve), made[0].value)
    let answer = try await house.send(.post, "/admin/keys/export", as: chief)
    let lines = answer.text.split(separator: "\r\n")
    #expect(answer.status == 200 && lines.count == 101 && lines[0] == "key_value,used,created_at,used_at,used_by")
    #expect(answer.headers["Content-Type"] == "text/csv; charset=utf-8")
    #expect(lines[1].hasSuffix(",\"'=cmd+'x@example.org\""))
    #expect(lines[2] == "\(made[1].value.text),no,\(made[1].createdAt.iso8601),,")
  }

  @Test("of a value that is taken are drawn anew, five times")
  func collisions() async throws {
    let house = try await DownloadHouse.open()
    let chief = try await house.admin()
    let draws = Mutex<[UInt8]>([])
    func scope() async throws -> Scope {
      let real = try await house.scope(chief)
      return Scope(
        caller: real.caller, session: real.session, address: real.address, requestID: "test", now: real.now,
        random: RandomSource { count in [UInt8](repeating: draws.withLock { $0.isEmpty ? 9 : $0.removeFirst() }, count: count) },
        outbox: real.outbox)
    }
    draws.withLock { $0 = [1, 2] }
    _ = try await house.feature.keys.generate(scope(), count: 2)
    draws.withLock { $0 = [1, 2, 1, 2, 3] }
    #expect(try await house.feature.keys.generate(scope(), count: 1)[0].value.text == "0303-0303-0303-0303")
    draws.withLock { $0 = [4, 1, 2, 3, 1, 2, 4] }
    #expect(await failure { try await house.feature.keys.generate(scope(), count: 2) }?.code == .serverError)
    #expect(try await house.feature.keys.list(house.house.system(), KeySliceRequest()).totals.total == 3, "all or none")
    #expect(try await house.count("keys") == 3)
  }

  @Test("leave a trace of whoever made, took or used them, and never themselves")
  func audit() async throws {
    let house = try await DownloadHouse.open()
    let chief = try await house.admin()
    let ada = try await house.agreed("ada")
    let key = try await house.feature.keys.generate(house.scope(chief), count: 2)[0]
    #expect(try await house.send(.post, "/admin/keys/export", as: chief).status == 200)
    let first = try await house.feature.redemption.redeem(house.scope(ada), key.value).token
    let second = try await house.feature.redemption.renew(house.scope(ada)).token
    #expect(await failure { try await house.feature.redemption.redeem(house.scope(ada), key.value) }?.code == .invalidKey)
    let rows: [String] = try await house.database.values(
      "SELECT actor || ' ' || action || ' ' || subject || ' ' || details || ' ' || address FROM audit_log ORDER BY id")
    #expect(
      rows == [
        "chief keys.generate release:1 {\"count\":\"2\"} 192.0.2.1", "chief keys.export release:1 {} 192.0.2.7",
        "ada keys.redeem key:\(key.id) {} 192.0.2.1", "ada keys.renew key:\(key.id) {} 192.0.2.1",
      ])
    for secret in [key.value.text, first.text, second.text] { #expect(!rows.joined().contains(secret)) }
  }

  @Test("are listed as they were made, without an event")
  func listing() async throws {
    let house = try await DownloadHouse.open()
    let chief = try await house.admin()
    let outbox = Outbox()
    let made = try await house.feature.keys.generate(house.scope(chief, outbox: outbox), count: 3)
    #expect(outbox.take().isEmpty)
    let page = try await house.feature.keys.list(house.house.system(), KeySliceRequest())
    #expect(page.keys == made && page.totals == KeyTotals(total: 3, used: 0))
  }
}

@Suite("Reviews") struct ReviewTests {
  private static let body = #"{"project_link":"https://example.org/mine","review_text":"  It does what it says.  "}"#

  @Test("come after the download, and are one a member")
  func reviews() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    #expect(try await house.send(.post, "/review", json: Self.body, as: ada).status == 403)
    #expect(try await house.download(house.token(of: ada)).status == 200)
    let first = try await house.send(.post, "/review", json: Self.body, as: ada)
    #expect(
      first.status == 201 && first.json?["review_text"]?.string == "It does what it says." && first.json?["user_id"]?.int == ada.id.rawValue
    )
    house.clock.advance(by: .minutes(1))
    let draft = ReviewDraft(projectLink: "http://example.org", text: "On second thoughts: yes.")
    let reviews = house.feature.reviews
    #expect(try await verifyAction(in: house, of: ada) { _ = try await reviews.submit($0, draft) } == ["changed"])
    let second = try #require(try await house.standing(of: ada).review)
    #expect(second.id.rawValue == first.json?["id"]?.int && second.text == draft.text && second.submittedAt == house.clock.now)
  }

  @Test(
    "have words, and a project on the web",
    arguments: [
      (#"{"project_link":"https://a.example","review_text":"too short"}"#, ["review_text"]),
      (#"{"project_link":"ftp://a.example","review_text":"long enough"}"#, ["project_link"]), ("{}", ["project_link", "review_text"]),
      (#"{"project_link":"https://a.example","review_text":"         x         "}"#, ["review_text"]),
      (#"{"project_link":"https://a.example","review_text":"\#(String(repeating: "x", count: 2_001))"}"#, ["review_text"]),
      (#"{"project_link":"https://a.example","review_text":"long enough","stars":5}"#, ["stars"]),
    ])
  func refusals(_ body: String, _ fields: [String]) async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let answer = try await house.send(.post, "/review", json: body, as: ada)
    #expect(answer.status == 422 && Set(answer.json?["error"]?["details"]?.object?.keys.map(\.description) ?? []) == Set(fields))
  }
}
