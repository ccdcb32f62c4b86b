import Core
import Engine
import HTTP
import JSON
import Testing

@testable import Chat
@testable import Web

@Suite("Pages and forms")
struct RouteTests {
  /// Status per person: guest, stranger, member, muted, banned, author, moderator.
  typealias Statuses = [Int]

  static let table: [(method: String, path: String, form: String, inPublic: Statuses, inPrivate: Statuses)] = [
    ("GET", "/", "", [401, 303, 303, 303, 403, 303, 303], [401, 303, 303, 303, 403, 303, 303]),
    ("GET", "/rooms", "", [401, 200, 200, 200, 403, 200, 200], [401, 200, 200, 200, 403, 200, 200]),
    (
      "POST", "/rooms", "name=New+Room&topic=&kind=public", [401, 303, 303, 403, 403, 303, 303], [401, 303, 303, 403, 403, 303, 303]
    ),
    (
      "POST", "/rooms", "name=News&kind=announcement", [401, 403, 403, 403, 403, 403, 303], [401, 403, 403, 403, 403, 403, 303]
    ),
    ("GET", "/rooms/den", "", [401, 200, 200, 200, 403, 200, 200], [401, 404, 200, 200, 403, 200, 200]),
    ("HEAD", "/rooms/den", "", [401, 200, 200, 200, 403, 200, 200], [401, 404, 200, 200, 403, 200, 200]),
    ("GET", "/rooms/den?before=1", "", [401, 200, 200, 200, 403, 200, 200], [401, 404, 200, 200, 403, 200, 200]),
    ("GET", "/rooms/den?before=x", "", [401, 422, 422, 422, 403, 422, 422], [401, 404, 422, 422, 403, 422, 422]),
    ("POST", "/rooms/den", "content=hello", [401, 303, 303, 403, 403, 303, 303], [401, 404, 303, 403, 403, 303, 303]),
    ("POST", "/rooms/den", "content=+%0A", [401, 422, 422, 403, 403, 422, 422], [401, 404, 422, 403, 403, 422, 422]),
    (
      "POST", "/rooms/den", "content=hi&reply_to=99999", [401, 404, 404, 403, 403, 404, 404], [401, 404, 404, 403, 403, 404, 404]
    ),
    ("POST", "/rooms/den/leave", "", [401, 303, 303, 303, 403, 303, 303], [401, 404, 303, 303, 403, 303, 303]),
    ("POST", "/rooms/den/read", "id=1", [401, 403, 303, 303, 403, 303, 303], [401, 404, 303, 303, 403, 303, 303]),
    (
      "POST", "/rooms/den/members", "username=newcomer", [401, 403, 403, 403, 403, 403, 403], [401, 404, 403, 403, 403, 403, 303]
    ),
    (
      "POST", "/rooms/den/members/remove", "username=newcomer", [401, 403, 403, 403, 403, 403, 403],
      [401, 404, 403, 403, 403, 403, 303]
    ),
    ("POST", "/rooms/den/join", "", [401, 303, 303, 303, 403, 303, 303], [401, 404, 303, 303, 403, 303, 303]),
    ("POST", "/rooms/den/decline", "", [401, 303, 303, 303, 403, 303, 303], [401, 404, 303, 303, 403, 303, 303]),
    ("POST", "/rooms/den/remove", "", [401, 403, 403, 403, 403, 403, 303], [401, 403, 403, 403, 403, 403, 303]),
    ("POST", "/rooms/general/remove", "", [401, 403, 403, 403, 403, 403, 422], [401, 403, 403, 403, 403, 403, 422]),
    ("GET", "/admin/rooms", "", [401, 403, 403, 403, 403, 403, 200], [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/rooms?name=den", "", [401, 403, 403, 403, 403, 403, 200], [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/rooms?name=nope", "", [401, 403, 403, 403, 403, 403, 404], [401, 403, 403, 403, 403, 403, 404]),
    ("GET", "/sidebar/rooms", "", [401, 200, 200, 200, 403, 200, 200], [401, 200, 200, 200, 403, 200, 200]),
    ("GET", "/sidebar/rooms?room=den", "", [401, 200, 200, 200, 403, 200, 200], [401, 200, 200, 200, 403, 200, 200]),
    ("GET", "/rooms?q=de", "", [401, 200, 200, 200, 403, 200, 200], [401, 200, 200, 200, 403, 200, 200]),
    ("GET", "/rooms?q=%C3%A4", "", [401, 200, 200, 200, 403, 200, 200], [401, 200, 200, 200, 403, 200, 200]),
    ("GET", "/rooms?after=%C3%A4", "", [401, 422, 422, 422, 403, 422, 422], [401, 422, 422, 422, 403, 422, 422]),
    ("GET", "/rooms/den/messages/1", "", [401, 200, 200, 200, 403, 200, 200], [401, 404, 200, 200, 403, 200, 200]),
    ("GET", "/rooms/den/messages/77", "", [401, 404, 404, 404, 403, 404, 404], [401, 404, 404, 404, 403, 404, 404]),
    ("GET", "/rooms/den/messages/abc", "", [401, 404, 404, 404, 403, 404, 404], [401, 404, 404, 404, 403, 404, 404]),
    (
      "POST", "/rooms/den/messages/1", "content=changed", [401, 403, 403, 403, 403, 303, 403], [401, 404, 403, 403, 403, 303, 403]
    ),
    ("POST", "/rooms/den/messages/1", "content=", [401, 422, 422, 403, 403, 422, 422], [401, 404, 422, 403, 403, 422, 422]),
    ("POST", "/rooms/den/messages/1/delete", "", [401, 403, 403, 403, 403, 303, 303], [401, 404, 403, 403, 403, 303, 303]),
    (
      "POST", "/rooms/den/messages/1/reactions", "emoji=%F0%9F%90%88", [401, 403, 303, 403, 403, 303, 303],
      [401, 404, 303, 403, 403, 303, 303]
    ),
    (
      "POST", "/rooms/den/messages/1/reactions", "emoji=cat", [401, 422, 422, 422, 403, 422, 422], [401, 404, 422, 422, 403, 422, 422]
    ),
    ("GET", "/rooms/Den", "", [401, 404, 404, 404, 403, 404, 404], [401, 404, 404, 404, 403, 404, 404]),
  ]

  @Test("answer each as they may expect", arguments: table.indices, [RoomKind.public, .private])
  func statuses(_ index: Int, _ kind: RoomKind) async throws {
    let (method, path, form, inPublic, inPrivate) = Self.table[index]
    for (who, status) in (kind == .public ? inPublic : inPrivate).enumerated() {
      try await World.with { world in
        let cast = try await cast(world, kind)
        let browser = Browser(world)
        let scope = world.scope(cast[who])
        let page = try await browser.send(.init(rawValue: method), path, form, in: scope)
        #expect(page.status == status, "person \(who): \(method) \(path) in a \(kind) room")
        // The page and the form of a public room join before the rest of the request is looked at.
        let joins = kind == .public && path.split(separator: "?")[0] == "/rooms/den"
        if status >= 400 { #expect(scope.outbox.take().map(\.type).allSatisfy { joins && $0 == "rooms_changed" }, "\(method) \(path)") }
      }
    }
  }

  private func cast(_ world: World, _ kind: RoomKind) async throws -> [Member?] {
    _ = try await world.member("newcomer")
    let author = try await world.member("author")
    let (member, muted) = (try await world.member("member"), try await world.member("muted", without: [.postMessage]))
    let moderator = try await world.member("moderator", .moderator)
    let owner = try await world.member("owner")
    let room = try await world.room("den", kind, owner, author, member, muted, moderator)
    try await world.post(author, "first words", in: room)
    return [nil, try await world.member("stranger"), member, muted, try await world.member("banned", without: .all), author, moderator]
  }

  @Test("opening a room's page joins, and the way in leads back to it")
  func opening() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      try await world.room("den", .public, ada)
      let browser = Browser(world)
      #expect(try await browser.get("/", as: bob).location == "/rooms/general")
      _ = try await browser.send(.head, "/rooms/den", "", in: world.scope(bob))
      #expect(try await world.chat.rooms.list(world.scope(bob)).allSatisfy { !$0.isMember }, "HEAD changes nothing")
      _ = try await browser.get("/rooms/den", as: bob)
      #expect(try await world.chat.rooms.list(world.scope(bob)).first { $0.name.rawValue == "den" }?.isMember == true)
      #expect(try await browser.get("/", as: bob).location == "/rooms/den")
      _ = try await browser.get("/rooms/general", as: bob)
      #expect(try await browser.get("/", as: bob).location == "/rooms/general")
      _ = try await browser.get("/rooms/den", as: bob)
      _ = try await browser.post("/rooms/den/leave", "", as: bob)
      #expect(try await browser.get("/", as: bob).location == "/rooms/general")
    }
  }

  @Test("a page holds the very fragments of the events")
  func sameBytes() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let first = try await world.post(ada, "**same** `bytes` <b>&", in: room).id
      let second = try await world.post(ada, "re @ada", in: room, replyTo: first).id
      _ = try await world.chat.messages.react(world.scope(ada), to: first, with: Emoji("🐈")!)
      _ = try await world.chat.messages.delete(world.scope(ada), second)
      let page = try await Browser(world).get("/rooms/den", as: ada)
      for id in [first, second] {
        let html = try await world.message(id, in: room)["html"]!.string!
        #expect(page.text.contains(html))
      }
    }
  }

  @Test("a refused form comes back with what was typed")
  func drafts() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.post(ada, "old words", in: room).id
      let tooLong = String(repeating: "w", count: 4_001)
      let browser = Browser(world)
      let post = try await browser.post("/rooms/den", "content=\(tooLong)", as: ada)
      #expect(post.status == 422 && post.text.contains(tooLong))
      let edit = try await browser.post("/rooms/den/messages/\(id)", "content=\(tooLong)", as: ada)
      #expect(edit.status == 422 && edit.text.contains(tooLong))
      let make = try await browser.post("/rooms", "name=den&topic=my+topic&kind=public", as: ada)
      #expect(make.status == 409 && make.text.contains("my topic"))
    }
  }

  @Test("a form posts, answers and leads to what was said")
  func posting() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada)
      let browser = Browser(world)
      let id = try await world.post(ada, "hello", in: room).id
      let scope = world.scope(bob)
      let page = try await browser.send(.post, "/rooms/den", "content=line%0D%0Atwo&reply_to=\(id)", in: scope)
      #expect(page.location == "/rooms/den#message-2")
      #expect(scope.outbox.take().map(\.type) == ["rooms_changed", "new_message"])
      let message = try await world.message(MessageID(2), in: room)
      #expect(message["content"] == "line\ntwo" && message["reply_to"]?.int == id.rawValue)
      #expect(try await browser.post("/rooms", "name=The+Attic&topic=&kind=private", as: bob).location == "/rooms/the-attic")
    }
  }

  @Test("forms count against the limits of the socket's messages")
  func limits() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      try await world.room("den", .public, ada)
      var limits = Limits.lifted
      limits[.postMessage] = Limit.postMessage.with(.minute(2))
      let browser = Browser(world, limits: limits)
      for _ in 0..<2 { #expect(try await browser.post("/rooms/den", "content=hi", as: ada).status == 303) }
      let refused = try await browser.post("/rooms/den", "content=patience", as: ada)
      #expect(refused.status == 429 && refused.text.contains("patience"))
      #expect(try await browser.post("/rooms/den", "content=", as: ada).status == 422, "what makes no sense is not counted")
    }
  }

  @Test("page back without a script until the room begins")
  func pagingBack() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for number in 1...120 { try await world.post(ada, "words-\(number)-", in: room) }
      let browser = Browser(world)
      let newest = try await browser.get("/rooms/den", as: ada).text
      #expect(newest.contains("words-120-") && newest.contains("words-71-") && !newest.contains("words-70-"))
      #expect(newest.contains("href=\"/rooms/den?before=71\""))
      let older = try await browser.get("/rooms/den?before=71", as: ada).text
      #expect(older.contains("words-70-") && older.contains("words-21-") && !older.contains("words-20-"))
      let first = try await browser.get("/rooms/den?before=21", as: ada).text
      #expect(first.contains("words-1-") && !first.contains("?before="))
    }
  }

  @Test("declare who may use them")
  func policies() async throws {
    try await World.with { world in
      for route in Browser(world).routes {
        #expect(route.rules.policy != .open && route.rules.policy != .anyone, "\(route.documentation.summary)")
      }
    }
  }
}
