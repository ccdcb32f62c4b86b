import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import Testing

@testable import Downloads

@Suite("The pages of downloads") struct PageTests {
  static let promises = "obligation_1=on&obligation_2=on&obligation_3=on&obligation_4=on&obligation_5=on"

  /// The status for each caller.
  static let table: [(path: String, form: String, statuses: Statuses<Visitor>)] = [
    ("/dashboard/terms", "", [.banned: 403, .others: 303]),
    ("/dashboard/redeem", "\(promises)&key_value=0000-0000-0000-0000", [.guest: 303, .reader: 400, .others: 403]),
    ("/dashboard/redeem", "\(promises)", [.guest: 303, .banned: 403, .others: 422]),
    ("/dashboard/redeem", "key_value=0000-0000-0000-0000", [.guest: 303, .banned: 403, .others: 422]),
    ("/dashboard/link", "", [.guest: 303, .others: 403]),
    ("/dashboard/review", "project_link=https://a.example&review_text=long+enough", [.guest: 303, .reader: 303, .others: 403]),
    ("/dashboard/review", "project_link=javascript:x&review_text=short", [.guest: 303, .banned: 403, .others: 422]),
    ("/admin/keys/new", "count=2", [.guest: 303, .admin: 303, .others: 403]),
    ("/admin/keys/new", "count=0", [.guest: 303, .admin: 422, .others: 403]),
    ("/admin/keys/new", "count=x", [.guest: 303, .admin: 422, .others: 403]),
  ]

  @Test("take forms from whom they should, and from no other site", arguments: table.indices)
  func forms(_ index: Int) async throws {
    let (path, form, statuses) = Self.table[index]
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
      #expect(try await house.submit(path, form, as: member, from: "cross-site").status == 403)
      #expect(house.events.take().isEmpty)
      let answer = try await house.submit(path, form, as: member)
      #expect(answer.status == statuses[who], "\(who): \(answer.text)")
      if answer.status >= 400 || member == nil { #expect(house.events.take().isEmpty) }
    }
  }

  @Test("show the terms above the release until they are agreed to, and take no key before")
  func terms() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.house.member("ada")
    func page() async throws -> String { try await house.send(.get, "/dashboard", as: ada, headers: [("Accept", "text/html")]).text }
    let before = try await page()
    let terms = try #require(before.firstRange(of: "Be kind.")), file = try #require(before.firstRange(of: "SHA-256"))
    #expect(terms.lowerBound < file.lowerBound && before.contains("data-opens-itself"))
    #expect(before.contains(">Agree</button>") && before.contains(">Not now</button>") && before.contains(">Read the terms</a>"))
    #expect(before.contains("disabled") && !before.contains("redeem-form") && !before.contains("I disagree"))
    let refused = try await house.submit("/dashboard/redeem", "\(Self.promises)&key_value=0000-0000-0000-0000", as: ada)
    #expect(refused.status == 403)
    #expect(try await house.submit("/dashboard/terms", as: ada).headers["Location"] == "/dashboard")
    let after = try await page()
    #expect(!after.contains("Be kind.") && !after.contains("Read the terms"))
    #expect(after.contains("redeem-form") && after.contains("5.0 kB"))
    #expect(!after.contains("review_text"))
  }

  @Test("give a link that works once, and hold the key back from everybody")
  func redeeming() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let key = try await house.keys(1)[0]
    let answer = try await house.submit("/dashboard/redeem", "\(Self.promises)&key_value=\(key.text)", as: ada)
    #expect(answer.status == 200 && answer.headers["Cache-Control"] == "no-store" && !answer.text.contains(key.text))
    let link = try #require(answer.text.firstMatch(of: #/href="(/download\?token=[0-9a-f-]{36})"/#)?.output.1)
    #expect(try await house.send(.get, String(link)).bytes == DownloadHouse.content)
    #expect(try await house.send(.get, String(link)).status == 410)
    let again = try await house.submit("/dashboard/link", as: ada)
    #expect(again.status == 403 && again.text.contains("No key of yours is waiting"))
  }

  @Test("say when keys may be tried again")
  func limit() async throws {
    let house = try await DownloadHouse.open(limits: Limits())
    let ada = try await house.agreed("ada")
    let form = "\(Self.promises)&key_value=0000-0000-0000-0000"
    for _ in 0..<10 { #expect(try await house.submit("/dashboard/redeem", form, as: ada).status == 400) }
    let answer = try await house.submit("/dashboard/redeem", form, as: ada)
    #expect(answer.status == 429 && answer.headers["Retry-After"] != nil && answer.text.contains("0000-0000-0000-0000"))
  }

  @Test("lead through the keys without a gap or a page too many")
  func keys() async throws {
    let house = try await DownloadHouse.open()
    let chief = try await house.admin()
    let made = try await house.feature.keys.generate(house.scope(chief), count: 100)
    var path: String? = "/admin/keys"
    var seen: [String] = []
    while let next = path {
      let text = try await house.send(.get, next, as: chief, headers: [("Accept", "text/html")]).text
      seen += text.matches(of: #/<code>([0-9A-F-]{19})</code>/#).map { String($0.output.1) }
      path = text.firstMatch(of: #/href="([^"]*)" rel="next"/#).map { String($0.output.1).replacing("&amp;", with: "&") }
    }
    #expect(seen == made.map(\.value.text))
  }
}
