import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Walls

@Suite("Modules of a wall") struct ModuleTests {
  @Test("are made, changed, moved, removed and brought back; each change is told once")
  func life() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let start = try await house.arrangement(of: ada)
    let one = try await house.add("one", as: ada), two = try await house.add("two", as: ada, after: one)
    #expect(try await house.arrangement(of: ada) == [one, two] + start)
    _ = house.events.take()
    func told() -> [String] {
      house.events.take().filter { $0.type == Event.changed }.map {
        "\(String(decoding: $0.data, as: UTF8.self).contains("\"deleted\":true"))"
      }
    }

    let path = "/api/modules/\(one)"
    let seen = try await house.send(.get, path, as: ada)
    #expect(seen.headers["ETag"] == "\"4\"")
    let put = try await house.send(
      .put, path, #"{"content":{"text":"new"},"style":{"paint":"acid"}}"#, as: ada, headers: [("If-Match", "\"4\"")])
    #expect(put.status == 200 && put.data["module"]?["content"]?["text"] == "new" && put.data["module"]?["style"]?["paint"] == "acid")
    #expect(told() == ["false"])
    #expect(try await house.send(.put, path, #"{"content":{"text":"x"}}"#, as: ada, headers: [("If-Match", "\"4\"")]).status == 412)
    #expect(try await house.send(.put, path, #"{"content":{"text":"x"}}"#, as: ada).data["module"]?["style"]?["paint"] == "acid")
    _ = told()

    #expect(try await house.send(.post, path + "/move", #"{"after":null}"#, as: ada).status == 200)
    #expect(told() == [], "it is first already")
    #expect(try await house.send(.post, path + "/move", #"{"after":\#(two)}"#, as: ada).status == 200)
    #expect(try await house.arrangement(of: ada) == [two, one] + start)
    #expect(told() == ["false"])
    for body in [#"{"after":\#(one)}"#, #"{"after":999}"#, "{}", #"{"after":"x"}"#] {
      let refused = try await house.send(.post, path + "/move", body, as: ada)
      #expect(refused.status == 422 && refused.details["after"] != nil, "\(body)")
    }

    let removal = try await house.send(.delete, path, as: ada)
    #expect(removal.status == 200 && removal.data["restorable_until"]?.string != nil && told() == ["true"])
    #expect(try await house.send(.delete, path, as: ada).status == 404)
    #expect(try await house.send(.get, "/api/modules/removed", as: ada).data["modules"]?.array?.first?["module"]?["id"]?.int == one)
    let refused = try await house.send(.put, "/api/modules/removed", "{}", as: ada)
    #expect(refused.status == 405 && refused.headers["Allow"] == "GET, HEAD")
    #expect(try await house.send(.get, "/api/modules/none").status == 401)
    #expect(try await house.send(.post, path + "/restore", as: ada).status == 200)
    #expect(told() == ["false"])
    #expect(try await house.send(.post, path + "/restore", as: ada).status == 200)
    #expect(told() == [], "it lives already")
    #expect(try await house.arrangement(of: ada) == [two, one] + start)
    try await house.send(.delete, path, as: ada)
    house.house.clock.advance(by: .days(31))
    #expect(try await house.feature.modules.eraseOld(house.house.system()) == 1)
  }

  static let refused: [(body: String, field: String)] = [
    (#"{"kind":"poem","content":{}}"#, "kind"), (#"{"kind":"song","content":{}}"#, "content.story"),
    (#"{"kind":"song","content":{"story":0}}"#, "content.story"), (#"{"kind":"song","content":{"story":77}}"#, "content.story"),
    (#"{"kind":"song","content":{"pattern":1}}"#, "content.revision"), (#"{"kind":"song","content":{"revision":1}}"#, "content.pattern"),
    (#"{"kind":"song","content":{"pattern":1,"revision":1}}"#, "content.pattern"),
    (#"{"kind":"song","content":{"story":1,"pattern":1,"revision":1}}"#, "content.story"),
    (#"{"kind":"html","content":{"html":"x","height":80}}"#, "content.title"),
    (#"{"content":{}}"#, "kind"), (#"{"kind":" text","content":{}}"#, "content.text"),
    (#"{"kind":"text"}"#, "content"), (#"{"kind":"text","content":[]}"#, "content"), (#"{"kind":"text","content":{}}"#, "content.text"),
    (#"{"kind":"text","content":{"text":"x","more":1}}"#, "content.more"),
    (#"{"kind":"guestbook","content":{"text":"x"}}"#, "content.text"),
    (#"{"kind":"text","content":{"text":"x"},"style":{"paint":"mud"}}"#, "style.paint"),
    (#"{"kind":"text","content":{"text":"x"},"after":999}"#, "after"),
    (#"{"kind":"link","content":{"url":"https://x.org","look":"poster"}}"#, "content.look"),
    (#"{"kind":"link","content":{"url":"javascript:alert(1)","look":"row"}}"#, "content.url"),
    (#"{"kind":"link","content":{"url":"https://a@x.org","look":"row"}}"#, "content.url"),
    (#"{"kind":"link","content":{"url":"https://x.org\u202E","look":"row"}}"#, "content.url"),
    (#"{"kind":"link","content":{"url":"https:///x","look":"row"}}"#, "content.url"),
  ]

  @Test("what they cannot hold is refused, and the field named", arguments: refused.indices)
  func validation(_ index: Int) async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let (body, field) = Self.refused[index]
    let answer = try await house.send(.post, "/api/modules", body, as: ada)
    #expect(answer.status == 422 && answer.details[ShortName(field)] != nil, "\(answer.text)")
    #expect(house.events.take().isEmpty)
  }

  @Test("a link always shows its host; nothing in a text becomes script")
  func fragments() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let link = try await house.send(
      .post, "/api/modules", #"{"kind":"link","content":{"url":"https://x.org/a","title":"Your bank","look":"button"}}"#, as: ada)
    #expect(link.data["module"]?["html"]?.string?.contains("x.org</span>") == true)
    let text = try await house.send(
      .post, "/api/modules", #"{"kind":"text","content":{"text":"<script>alert(1)</script> [x](javascript:alert(1))"}}"#, as: ada)
    let html = text.data["module"]?["html"]?.string ?? "<script"
    #expect(!html.contains("<script") && !html.contains("href=\"javascript"))
  }

  @Test("of somebody who was granted staff's rights are theirs as those of staff by role")
  func grantedRank() async throws {
    let house = try await WallHouse.open()
    let (ada, mo) = (try await house.house.member("ada"), try await house.house.member("mo", role: .moderator))
    let id = try await house.add("words", as: ada)
    let moderation = house.house.accounts.moderation
    func can() async throws -> JSONValue? { try await house.send(.get, "/api/walls/ada", as: mo).data["can"]?["moderate"] }
    #expect(try await can() == .bool(true))
    try await moderation.setException(house.house.system(), ada.id, .grant, .moderate, for: nil)
    #expect(try await can() == .bool(false))
    #expect(try await house.send(.delete, "/api/modules/\(id)", as: mo).status == 403)
  }

  @Test("others may not; staff may remove, for good, and not of equals")
  func rights() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (mo, max) = (try await house.house.member("mo", role: .moderator), try await house.house.member("max", role: .moderator))
    let id = try await house.add("words", as: ada), staff = try await house.add("staff", as: max)
    _ = house.events.take()
    for who in [bob, mo] {
      #expect(try await house.send(.put, "/api/modules/\(id)", "nonsense", as: who).status == 403)
      #expect(try await house.send(.post, "/api/modules/\(id)/move", "{}", as: who).status == 403)
      #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: who).status == 404)
    }
    #expect(try await house.send(.delete, "/api/modules/\(id)", as: bob).status == 403)
    #expect(try await house.send(.delete, "/api/modules/\(staff)", as: mo).status == 403)
    #expect(house.events.take().isEmpty)
    let removal = try await house.send(.delete, "/api/modules/\(id)", as: mo)
    #expect(removal.status == 200 && removal.data["restorable_until"] == .null)
    #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: ada).status == 404)
    #expect(try await house.send(.get, "/api/modules/removed", as: ada).data["modules"]?.array == [])
    _ = house.events.take()
    #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: bob).status == 404)
    #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: mo).data["module"]?["id"]?.int == id)
    #expect(house.events.take().count == 1)
    try await house.send(.delete, "/api/modules/\(id)", as: ada)
    #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: mo).status == 404, "the owner removed it")
    #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: ada).status == 200)
    #expect(house.removals.take() == ["removed module \(id)", "restored module \(id)"])
    for method in ["POST", "PUT", "DELETE"] {
      let path = method == "POST" ? "/api/modules" : "/api/modules/\(id)"
      #expect(try await house.send(.init(rawValue: method), path, "{}").status == 401)
    }
  }

  @Test("one guestbook, 200 modules, and one module per key")
  func bounds() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    #expect(
      try await house.send(.post, "/api/modules", #"{"kind":"guestbook","content":{}}"#, as: ada).json["error"]?["code"] == "CONFLICT")
    let body = #"{"kind":"text","content":{"text":"once"}}"#
    let key = [(name: "Idempotency-Key", value: "k1")]
    let first = try await house.send(.post, "/api/modules", body, as: ada, headers: key)
    let id = try #require(first.data["module"]?["id"]?.int)
    #expect(first.status == 201 && first.headers["Location"] == "/api/modules/\(id)")
    try await house.send(.delete, "/api/modules/\(id)", as: ada)
    let again = try await house.send(.post, "/api/modules", body, as: ada, headers: key)
    #expect(again.status == 201 && again.text == first.text && again.headers["ETag"] == first.headers["ETag"])
    #expect(try await house.send(.post, "/api/modules", #"{"kind":"text","content":{"text":"x"}}"#, as: ada, headers: key).status == 409)
    for number in 0..<198 { try await house.add("\(number)", as: ada) }
    #expect(try await house.send(.post, "/api/modules", body, as: ada).json["error"]?["code"] == "LIMIT_EXCEEDED")
    #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: ada).status == 409)
    #expect(try await house.arrangement(of: ada).count == 200)
  }

  @Test("fifty moves, additions and removals at once leave exactly the living, each once")
  func races() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    var ids = try await house.arrangement(of: ada)
    for number in 0..<10 { ids.append(try await house.add("\(number)", as: ada)) }
    let known = ids
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          let id = known[number % known.count], other = known[(number * 7 + 1) % known.count]
          switch number % 5 {
          case 0: _ = try? await house.add("more", as: ada)
          case 1: _ = try? await house.send(.delete, "/api/modules/\(id)", as: ada)
          default: _ = try? await house.send(.post, "/api/modules/\(id)/move", #"{"after":\#(other)}"#, as: ada)
          }
        }
      }
    }
    let living = try await house.house.database.values(
      "SELECT id FROM wall_modules WHERE user_id = \(ada.id) AND removed_at IS NULL", as: Int64.self)
    let arrangement = try await house.arrangement(of: ada)
    #expect(arrangement.sorted() == living.sorted() && Set(arrangement).count == arrangement.count)
    let positions = try await house.house.database.values("SELECT position FROM wall_modules WHERE user_id = \(ada.id)", as: String.self)
    #expect(Set(positions).count == positions.count)
  }

  @Test("when there is no room between two, all are spread and told")
  func spreading() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let before = try await house.arrangement(of: ada)
    let full = "V" + String(repeating: "0", count: 46) + "1"
    try await house.house.database.run("UPDATE wall_modules SET position = \(full) WHERE id = \(before[1])")
    _ = house.events.take()
    let id = try await house.add("between", as: ada, after: before[0])
    #expect(try await house.arrangement(of: ada) == [before[0], id, before[1]])
    #expect(house.events.take().filter { $0.type == Event.changed }.count == 3)
  }
}
