import Accounts
import AccountsTesting
import Chat
import Core
import CoreTesting
import Engine
import JSON
import Relations
import SQL
import Testing

@testable import Search

@Suite("Search") struct SearchTests {
  @Test("finds messages, modules and own tasks together, newest first")
  func together() async throws {
    let house = try await SearchHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.join("general", ada, bob)
    let message = try await house.post("plums are **ripe**", as: ada)
    house.house.clock.advance(by: .seconds(1))
    let task = try await house.send(.post, "/api/tasks", #"{"title":"Buy plums"}"#, as: ada).data["task"]?["id"]?.int
    house.house.clock.advance(by: .seconds(1))
    let module = try await house.send(
      .post, "/api/modules", #"{"kind":"text","content":{"text":"plum <cake>"},"after":null}"#, as: ada
    ).data["module"]?["id"]?.int
    let mine = try await house.find("q=plum", as: ada)
    #expect(mine.status == 200 && mine.next == nil)
    let results = mine.data["results"]?.array ?? []
    #expect(results.map { $0["kind"]?.string } == ["module", "task", "message"])
    #expect(results.map { $0["id"]?.int } == [module, task, message])
    #expect(results[0]["html"]?.string == "<mark>plum</mark> &lt;cake&gt;" && results[0]["link"]?.string == "/@ada#module-\(module ?? 0)")
    #expect(results[1]["link"]?.string == "/tasks/\(task ?? 0)" && results[1]["room"] == .null)
    #expect(results[2]["title"]?.string == "Ada in #general" && results[2]["room"]?.string == "general")
    #expect(results[2]["html"]?.string == "<mark>plums</mark> are ripe")
    #expect(results[2]["link"]?.string == "/rooms/general/messages/\(message)")
    #expect(results[2]["author"]?["username"]?.string == "ada")
    let theirs = try await house.find("q=plum", as: bob)
    #expect(theirs.data["results"]?.array?.map { $0["kind"]?.string } == ["module", "message"])
    for (kind, count) in [("message", 1), ("module", 1), ("task", 0), ("script", 0), ("verse", 0), ("release", 0)] {
      let some = try await house.find("q=plum&kind=\(kind)", as: bob)
      #expect(some.status == 200 && some.ids.count == count && some.data["people"] == nil, "\(kind)")
    }
  }

  @Test("parameters: what is wrong is named, what does not exist is 404")
  func parameters() async throws {
    let house = try await SearchHouse.open()
    let ada = try await house.house.member("ada")
    try await house.join("general", ada)
    for (query, field) in [
      ("", "q"), ("q=", "q"), ("q=%20%20", "q"), ("q=" + String(repeating: "x", count: 201), "q"), ("q=x&kind=", "kind"),
      ("q=x&kind=room", "kind"), ("q=x&kind=message&kind=task", "kind"), ("q=x&from=2026-2-3", "from"), ("q=x&from=2026-02-30", "from"),
      ("q=x&to=yesterday", "to"), ("q=x&from=2026-02-03&to=2026-02-02", "to"), ("q=x&limit=0", "limit"), ("q=x&limit=101", "limit"),
      ("q=x&before=%21", "before"), ("q=x&before=AAAA", "before"), ("q=x&other=1", "other"), ("q=x&room=dm%3A1&kind=task", "kind"),
    ] {
      let answer = try await house.find(query, as: ada)
      #expect(answer.status == 422, "\(query)")
      #expect(answer.details.keys.map(\.description) == [field], "\(query) \(answer.text)")
    }
    for query in ["q=x&person=nobody", "q=x&room=nowhere", "q=x&room=dm%3A1", "q=x&person=" + String(repeating: "e", count: 64)] {
      #expect(try await house.find(query, as: ada).status == 404, "\(query)")
    }
    for query in [
      "q=" + String(repeating: "x", count: 200), "q=x&limit=1", "q=x&limit=100", "q=x&from=2024-02-29&to=2024-02-29", "q=x&room=general",
      "q=x&person=ADA", "q=x&kind=person", "q=%00", "q=%F0%9F%91%8D", "q=" + String(repeating: "%22", count: 200),
      "q=" + String(repeating: "%CC%81", count: 200), "q='%20OR%201%3D1%20--", "q=%22a%22%20NEAR(b)", "q=col:x", "q=%25_%5C",
    ] {
      let answer = try await house.find(query, as: ada)
      #expect(answer.status == 200 && answer.ids.isEmpty, "\(query) \(answer.text)")
    }
    #expect(try await house.send(.get, "/api/search?q=x").status == 401)
  }

  @Test("a room, a person, days")
  func filters() async throws {
    let house = try await SearchHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.join("general", ada, bob)
    try await house.join("random", ada, bob)
    let one = try await house.post("plum", as: ada)
    let two = try await house.post("plum", in: "random", as: bob)
    let day = String(house.house.clock.now.iso8601.prefix(10))
    house.house.clock.advance(by: .days(1))
    let three = try await house.post("plum", as: bob)
    let next = String(house.house.clock.now.iso8601.prefix(10))
    for (query, expected) in [
      ("q=plum", [three, two, one]), ("q=plum&room=general", [three, one]), ("q=plum&person=bob", [three, two]),
      ("q=plum&person=bob&room=general", [three]), ("q=plum&from=\(next)", [three]), ("q=plum&to=\(day)", [two, one]),
      ("q=plum&from=\(day)&to=\(day)", [two, one]), ("q=plum&from=\(day)&to=\(next)", [three, two, one]),
      ("q=plum&to=2001-01-01", []), ("q=plum&room=general&kind=module", []),
    ] {
      let answer = try await house.find(query, as: ada)
      #expect(answer.ids == expected, "\(query)")
      #expect(answer.data["people"] == nil || !query.contains("person="), "\(query)")
    }
  }

  @Test("a private room's word is no part of any answer for a stranger, before joining and after leaving")
  func privateRooms() async throws {
    let house = try await SearchHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    _ = try await house.chat.rooms.create(house.house.scope(of: ada), RoomName("den")!, topic: .none, kind: .private)
    try await house.join("general", ada, bob)
    let shown = try await house.post("plum", as: ada)
    for number in 0..<30 { try await house.post("plum secret \(number)", in: "den", as: ada) }
    let day = String(house.house.clock.now.iso8601.prefix(10))
    func check() async throws {
      for query in ["", "&person=ada", "&from=\(day)&to=\(day)", "&kind=message", "&limit=1"] {
        let answer = try await house.find("q=plum" + query, as: bob)
        #expect(answer.ids == [shown] && answer.next == nil, "\(query)")
        #expect(try await house.find("q=secret" + query, as: bob).text == house.find("q=nothing" + query, as: bob).text)
      }
      #expect(try await house.find("q=secret&room=den", as: bob).status == 404)
    }
    try await check()
    try await house.chat.rooms.addMember(house.house.scope(of: ada), "bob", to: RoomName("den")!)
    #expect(try await house.find("q=secret&room=den&limit=100", as: bob).ids.count == 30)
    _ = try await house.chat.rooms.leave(house.house.scope(of: bob), RoomName("den")!)
    try await check()
  }

  @Test("a thousand results paged by 7 while others come and go: each once")
  func paging() async throws {
    let house = try await SearchHouse.open()
    let ada = try await house.house.member("ada")
    try await house.join("general", ada)
    // All in one moment: only kind and id tell them apart.
    let scope = try await house.house.scope(of: ada)
    var ids: [Int64] = []
    for number in 0..<1_000 {
      ids.append(try await house.chat.messages.post(scope, in: .general, MessageText("plum \(number)")!).id.rawValue)
    }
    var (seen, next): ([Int64], String?) = ([], nil)
    var gone: Set<Int64> = []
    var turn = 0
    repeat {
      let page = try await house.find("q=plum&limit=7" + (next.map { "&before=\($0)" } ?? ""), as: ada)
      #expect(page.ids.count == 7 || page.next == nil)
      seen += page.ids
      next = page.next
      turn += 1
      try await house.post("plum later \(turn)", as: ada)
      if turn % 10 == 0 {
        // The one that the cursor stands at, and one still to come.
        for id in [seen.last!, ids[turn]] where gone.insert(id).inserted {
          _ = try await house.chat.messages.delete(house.house.scope(of: ada), MessageID(id))
        }
      }
    } while next != nil
    #expect(Set(seen).count == seen.count)
    #expect(Set(seen).union(gone) == Set(ids))
    #expect(seen == seen.sorted(by: >))
  }

  @Test("pages are filled from what follows when many of the newest may not be seen")
  func hiddenThings() async throws {
    let house = try await SearchHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    func add(_ text: String, as member: TestMember) async throws -> Int64 {
      house.house.clock.advance(by: .milliseconds(3))
      let body = #"{"kind":"text","content":{"text":"\#(text)"},"after":null}"#
      return try await house.send(.post, "/api/modules", body, as: member).data["module"]?["id"]?.int ?? 0
    }
    let old = try await (add("plum", as: bob), add("plum", as: bob))
    for _ in 0..<60 { _ = try await add("plum", as: ada) }
    #expect(try await house.send(.patch, "/api/profile", #"{"visibility":"private"}"#, as: ada).status == 200)
    let first = try await house.find("q=plum&limit=1", as: bob)
    #expect(first.ids == [old.1] && first.next != nil)
    let second = try await house.find("q=plum&limit=1&before=\(first.next ?? "")", as: bob)
    #expect(second.ids == [old.0] && second.next == nil)
    #expect(try await house.find("q=plum&limit=100", as: ada).ids.count == 62)
  }

  @Test("people: by the beginning of the username or of a word of the display name, by username")
  func people() async throws {
    let house = try await SearchHouse.open()
    let ada = try await house.house.member("ada")
    for name in ["zoe", "zora", "zed", "zack", "zia", "zuri"] { _ = try await house.house.member(name) }
    let users = AccountsRepositories(house.house.database).users
    let now = house.house.clock.now
    try await house.house.database.write { try await users.rename(ada.id, to: "Ada Zoë Löw", at: now, in: $0) }
    let bob = try await house.house.member("bob")
    #expect(try await house.find("q=Z", as: bob).people == ["ada", "zack", "zed", "zia", "zoe"])
    for query in ["q=low", "q=ad", "q=L%C3%96W%20zoe", "q=ada%20low"] {
      #expect(try await house.find(query, as: bob).people == ["ada"], "\(query)")
    }
    #expect(try await house.find("q=oe", as: bob).people == [])
    let first = try await house.find("q=z&kind=person&limit=4", as: bob)
    #expect(first.data["results"]?.array?.compactMap { $0["author"]?["username"]?.string } == ["ada", "zack", "zed", "zia"])
    #expect(first.data["results"]?.array?.first?["html"]?.string == "Ada <mark>Zoë</mark> Löw @ada")
    let second = try await house.find("q=z&kind=person&limit=4&before=\(first.next ?? "")", as: bob)
    #expect(
      second.data["results"]?.array?.compactMap { $0["author"]?["username"]?.string } == ["zoe", "zora", "zuri"] && second.next == nil)
    // Not oneself, and nobody whose wall is closed or who is banned.
    #expect(try await house.find("q=bob", as: bob).people == [])
    try await house.house.database.run("UPDATE users SET banned_at = 1 WHERE username = 'zoe'")
    #expect(
      try await house.find("q=zo&kind=person", as: bob).data["results"]?.array?.compactMap { $0["author"]?["username"]?.string } == [
        "ada", "zora",
      ])
    #expect(try await house.find("q=x&person=zoe", as: bob).status == 404)
  }

  @Test("people who are followed are found although their walls are closed; the blocked find nothing of each other, and are not found")
  func relations() async throws {
    let house = try await SearchHouse.open()
    let (ada, bob, cy) = (try await house.house.member("ada"), try await house.house.member("bob"), try await house.house.member("cy"))
    let (relations, now) = (RelationRepository(house.house.database), house.house.clock.now)
    try await house.join("general", ada, bob, cy)
    let message = try await house.post("plum", as: ada)
    _ = try await house.send(.post, "/api/modules", #"{"kind":"text","content":{"text":"plum"},"after":null}"#, as: ada)
    #expect(try await house.send(.patch, "/api/profile", #"{"visibility":"followers"}"#, as: ada).status == 200)
    #expect(try await house.find("q=ada", as: bob).people == [])
    #expect(try await house.find("q=plum", as: bob).ids == [message])
    _ = try await house.house.work.transaction { try await relations.follow(bob.id, ada.id, accepted: true, at: now, in: $0) }
    let followed = try await house.find("q=ada", as: bob).data["people"]?.array?.first
    #expect(followed?["user"]?["username"]?.string == "ada" && followed?["relation"]?["following"]?.string == "following")
    #expect(try await house.find("q=plum", as: bob).ids.count == 2)
    #expect(try await house.send(.patch, "/api/profile", #"{"visibility":"private"}"#, as: ada).status == 200)
    #expect(try await house.find("q=ada", as: bob).people == ["ada"])
    #expect(try await house.find("q=plum", as: bob).ids == [message])
    #expect(try await house.send(.patch, "/api/profile", #"{"visibility":"public"}"#, as: ada).status == 200)
    #expect(try await house.find("q=plum", as: cy).ids.count == 2)
    _ = try await house.house.work.transaction { try await relations.block(cy.id, ada.id, at: now, in: $0) }
    _ = try await house.post("plum", as: cy)
    for (one, other) in [(cy, ada), (ada, cy)] {
      #expect(try await house.find("q=\(other.username)", as: one).people == [])
      let found = try await house.find("q=plum", as: one).data["results"]?.array ?? []
      #expect(found.allSatisfy { $0["author"]?["username"]?.string == one.username } && !found.isEmpty)
    }
    #expect(try await house.find("q=plum&person=ada", as: cy).ids == [])
    #expect(try await house.find("q=plum&person=cy", as: ada).status == 404)
  }

  @Test("the page and the palette")
  func pages() async throws {
    let house = try await SearchHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.join("general", ada)
    for number in 0..<21 { try await house.post("plum \(number)", as: ada) }
    let empty = try await house.send(.get, "/search", as: bob)
    #expect(empty.status == 200 && empty.text.contains("role=\"search\"") && !empty.text.contains("Nothing found"))
    let full = try await house.send(.get, "/search?q=plum&kind=&person=&room=&from=&to=", as: bob)
    #expect(full.status == 200 && full.text.contains("<mark>plum</mark> 20") && full.text.contains("aria-label=\"Results\""))
    #expect(full.text.contains("href=\"/search?q=plum&amp;before="))
    #expect(try await house.send(.get, "/search?q=pear", as: bob).text.contains("Nothing found for “pear”"))
    for (query, status, field) in [
      ("q=", 422, "q"), ("q=x&to=1", 422, "to"), ("q=x&person=nobody", 404, "person"), ("q=x&room=no-no", 404, "room"),
    ] {
      let wrong = try await house.send(.get, "/search?\(query)", as: bob)
      #expect(wrong.status == status && wrong.text.contains("id=\"error-\(field)\""), "\(query)")
    }
    let suggested = try await house.send(.get, "/search/suggest?q=ad", as: bob)
    #expect(suggested.status == 200 && suggested.text.contains("Ada @ada") && suggested.text.contains("href=\"/@ada\""))
    #expect(try await house.send(.get, "/search/suggest?q=gen", as: bob).text.contains("#general"))
    for text in ["", "a", "nobody", "%00%00", "%F0%9F%91%8D%F0%9F%91%8D"] {
      let answer = try await house.send(.get, "/search/suggest?q=\(text)", as: bob)
      #expect(answer.status == 200 && !answer.text.contains("option"), "\(text)")
    }
  }
}
