import Core
import CoreTesting
import Engine
import HTTP
import JSON
import Testing

@testable import Chat
@testable import Web

@Suite("Pages and forms")
struct RouteTests {
  enum Who: Callers { case guest, stranger, member, muted, banned, author, moderator, others }

  static let table: [(method: String, path: String, form: String, inPublic: Statuses<Who>, inPrivate: Statuses<Who>)] = [
    ("GET", "/rooms", "", [.guest: 401, .banned: 403, .others: 200], [.guest: 401, .banned: 403, .others: 200]),
    (
      "POST", "/rooms", "name=New+Room&topic=&kind=public", [.guest: 401, .muted: 403, .banned: 403, .others: 303],
      [.guest: 401, .muted: 403, .banned: 403, .others: 303]
    ),
    (
      "POST", "/rooms", "name=News&kind=announcement", [.guest: 401, .moderator: 303, .others: 403],
      [.guest: 401, .moderator: 303, .others: 403]
    ),
    ("GET", "/rooms/den", "", [.guest: 401, .banned: 403, .others: 200], [.guest: 401, .stranger: 404, .banned: 403, .others: 200]),
    ("HEAD", "/rooms/den", "", [.guest: 401, .banned: 403, .others: 200], [.guest: 401, .stranger: 404, .banned: 403, .others: 200]),
    (
      "GET", "/rooms/den?before=1", "", [.guest: 401, .banned: 403, .others: 200],
      [.guest: 401, .stranger: 404, .banned: 403, .others: 200]
    ),
    (
      "GET", "/rooms/den?before=x", "", [.guest: 401, .banned: 403, .others: 422],
      [.guest: 401, .stranger: 404, .banned: 403, .others: 422]
    ),
    (
      "POST", "/rooms/den", "content=hello", [.guest: 401, .muted: 403, .banned: 403, .others: 303],
      [.guest: 401, .stranger: 404, .muted: 403, .banned: 403, .others: 303]
    ),
    (
      "POST", "/rooms/den", "content=+%0A", [.guest: 401, .muted: 403, .banned: 403, .others: 422],
      [.guest: 401, .stranger: 404, .muted: 403, .banned: 403, .others: 422]
    ),
    (
      "POST", "/rooms/den", "content=hi&reply_to=99999", [.guest: 401, .muted: 403, .banned: 403, .others: 404],
      [.guest: 401, .muted: 403, .banned: 403, .others: 404]
    ),
    (
      "POST", "/rooms/den/leave", "", [.guest: 401, .banned: 403, .others: 303], [.guest: 401, .stranger: 404, .banned: 403, .others: 303]
    ),
    (
      "POST", "/rooms/den/read", "id=1", [.guest: 401, .stranger: 403, .banned: 403, .others: 303],
      [.guest: 401, .stranger: 404, .banned: 403, .others: 303]
    ),
    (
      "POST", "/rooms/den/members", "username=newcomer", [.guest: 401, .others: 403],
      [.guest: 401, .stranger: 404, .moderator: 303, .others: 403]
    ),
    (
      "POST", "/rooms/den/members/remove", "username=newcomer", [.guest: 401, .others: 403],
      [.guest: 401, .stranger: 404, .moderator: 303, .others: 403]
    ),
    ("POST", "/rooms/den/join", "", [.guest: 401, .banned: 403, .others: 303], [.guest: 401, .stranger: 404, .banned: 403, .others: 303]),
    (
      "POST", "/rooms/den/decline", "", [.guest: 401, .banned: 403, .others: 303],
      [.guest: 401, .stranger: 404, .banned: 403, .others: 303]
    ),
    ("POST", "/rooms/den/remove", "", [.guest: 401, .moderator: 303, .others: 403], [.guest: 401, .moderator: 303, .others: 403]),
    ("POST", "/rooms/general/remove", "", [.guest: 401, .moderator: 422, .others: 403], [.guest: 401, .moderator: 422, .others: 403]),
    ("GET", "/admin/rooms", "", [.guest: 401, .moderator: 200, .others: 403], [.guest: 401, .moderator: 200, .others: 403]),
    ("GET", "/admin/rooms?name=den", "", [.guest: 401, .moderator: 200, .others: 403], [.guest: 401, .moderator: 200, .others: 403]),
    ("GET", "/admin/rooms?name=nope", "", [.guest: 401, .moderator: 404, .others: 403], [.guest: 401, .moderator: 404, .others: 403]),
    ("GET", "/sidebar/rooms", "", [.guest: 401, .banned: 403, .others: 200], [.guest: 401, .banned: 403, .others: 200]),
    ("GET", "/sidebar/rooms?room=den", "", [.guest: 401, .banned: 403, .others: 200], [.guest: 401, .banned: 403, .others: 200]),
    ("GET", "/rooms?q=de", "", [.guest: 401, .banned: 403, .others: 200], [.guest: 401, .banned: 403, .others: 200]),
    ("GET", "/rooms?q=%C3%A4", "", [.guest: 401, .banned: 403, .others: 200], [.guest: 401, .banned: 403, .others: 200]),
    ("GET", "/rooms?after=%C3%A4", "", [.guest: 401, .banned: 403, .others: 422], [.guest: 401, .banned: 403, .others: 422]),
    (
      "GET", "/rooms/den/messages/1", "", [.guest: 401, .banned: 403, .others: 200],
      [.guest: 401, .stranger: 404, .banned: 403, .others: 200]
    ),
    ("GET", "/rooms/den/messages/77", "", [.guest: 401, .banned: 403, .others: 404], [.guest: 401, .banned: 403, .others: 404]),
    ("GET", "/rooms/den/messages/abc", "", [.guest: 401, .banned: 403, .others: 404], [.guest: 401, .banned: 403, .others: 404]),
    (
      "POST", "/rooms/den/messages/1", "content=changed", [.guest: 401, .author: 303, .others: 403],
      [.guest: 401, .stranger: 404, .author: 303, .others: 403]
    ),
    (
      "POST", "/rooms/den/messages/1", "content=", [.guest: 401, .author: 422, .others: 403],
      [.guest: 401, .stranger: 404, .author: 422, .others: 403]
    ),
    (
      "POST", "/rooms/den/messages/1/delete", "", [.guest: 401, .author: 303, .moderator: 303, .others: 403],
      [.guest: 401, .stranger: 404, .author: 303, .moderator: 303, .others: 403]
    ),
    (
      "POST", "/rooms/den/messages/1/reactions", "emoji=%F0%9F%90%88",
      [.guest: 401, .member: 303, .author: 303, .moderator: 303, .others: 403],
      [.guest: 401, .stranger: 404, .muted: 403, .banned: 403, .others: 303]
    ),
    (
      "POST", "/rooms/den/messages/1/reactions", "emoji=cat", [.guest: 401, .banned: 403, .others: 422],
      [.guest: 401, .stranger: 404, .banned: 403, .others: 422]
    ),
    ("GET", "/rooms/Den", "", [.guest: 401, .banned: 403, .others: 404], [.guest: 401, .banned: 403, .others: 404]),
  ]

  @Test("answer each as they may expect", arguments: table.indices, [RoomKind.public, .private])
  func statuses(_ index: Int, _ kind: RoomKind) async throws {
    let (method, path, form, inPublic, inPrivate) = Self.table[index]
    for who in Who.allCases where who != .others {
      let status = (kind == .public ? inPublic : inPrivate)[who]
      try await World.with { world in
        let cast = try await cast(world, kind)
        let browser = Browser(world)
        let scope = world.scope(cast[who])
        let page = try await browser.send(.init(rawValue: method), path, form, in: scope)
        #expect(page.status == status, "\(who): \(method) \(path) in a \(kind) room")
        // The page and the form of a public room join before the rest of the request is looked at.
        let joins = kind == .public && path.split(separator: "?")[0] == "/rooms/den"
        if status >= 400 { #expect(scope.outbox.take().map(\.type).allSatisfy { joins && $0 == "rooms_changed" }, "\(method) \(path)") }
      }
    }
  }

  private func cast(_ world: World, _ kind: RoomKind) async throws -> [Who: Member] {
    _ = try await world.member("newcomer")
    let author = try await world.member("author")
    let (member, muted) = (try await world.member("member"), try await world.member("muted", without: [.postMessage]))
    let moderator = try await world.member("moderator", .moderator)
    let owner = try await world.member("owner")
    let room = try await world.room("den", kind, owner, author, member, muted, moderator)
    try await world.post(author, "first words", in: room)
    return [
      .stranger: try await world.member("stranger"), .member: member, .muted: muted,
      .banned: try await world.member("banned", without: .all), .author: author, .moderator: moderator,
    ]
  }

  @Test("opening a room's page joins, and the way in leads back to it")
  func opening() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      try await world.room("den", .public, ada)
      let browser = Browser(world)
      #expect(try await world.chat.rooms.home(world.scope(bob)).rawValue == "general")
      _ = try await browser.send(.head, "/rooms/den", "", in: world.scope(bob))
      #expect(try await world.chat.rooms.list(world.scope(bob)).allSatisfy { !$0.isMember }, "HEAD changes nothing")
      _ = try await browser.get("/rooms/den", as: bob)
      #expect(try await world.chat.rooms.list(world.scope(bob)).first { $0.name.rawValue == "den" }?.isMember == true)
      #expect(try await world.chat.rooms.home(world.scope(bob)).rawValue == "den")
      _ = try await browser.get("/rooms/general", as: bob)
      #expect(try await world.chat.rooms.home(world.scope(bob)).rawValue == "general")
      _ = try await browser.get("/rooms/den", as: bob)
      _ = try await browser.post("/rooms/den/leave", "", as: bob)
      #expect(try await world.chat.rooms.home(world.scope(bob)).rawValue == "general")
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
      #expect(scope.outbox.take().ofRooms.map(\.type) == ["rooms_changed", "new_message"])
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
      #expect(first.contains("words-1-") && !first.contains("href=\"/rooms/den?before="))
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
