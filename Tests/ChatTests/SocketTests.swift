import Core
import JSON
import Testing

@testable import Chat
@testable import Live

@Suite("Over the socket")
struct SocketTests {
  @Test("every message declares who may send it, how often, and whether it changes anything")
  func declarations() async throws {
    try await World.with { world in
      let declared = world.chat.socketMessages.map { message in
        "\(message.type) \(message.policy) \(message.limit?.name ?? "-") \(message.effect)"
      }
      #expect(
        declared.sorted() == [
          "add_member permission(Core.Permission.readRoom) add_member change",
          "backfill permission(Core.Permission.readRoom) - read",
          "clear_conversation permission(Core.Permission.readRoom) - change",
          "close_room permission(Core.Permission.readRoom) - read",
          "create_room permission(Core.Permission.createRoom) create_room change",
          "delete_message permission(Core.Permission.readRoom) delete_message change",
          "edit_message either(Core.Permission.postMessage, Core.Permission.sendDM) edit_message change",
          "join_room permission(Core.Permission.readRoom) - read",
          "leave_room permission(Core.Permission.readRoom) - change",
          "list_conversations permission(Core.Permission.readRoom) - read",
          "list_rooms permission(Core.Permission.readRoom) - read",
          "mark_read permission(Core.Permission.readRoom) - change",
          "open_conversation permission(Core.Permission.sendDM) - change",
          "post_message either(Core.Permission.postMessage, Core.Permission.sendDM) post_message change",
          "react permission(Core.Permission.readRoom) react change",
          "remove_member permission(Core.Permission.readRoom) - change",
          "room_state permission(Core.Permission.readRoom) room_state read",
        ])
    }
  }

  @Test("answers have the documented shape")
  func shapes() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let desk = SocketDesk(world)
      let made = try await desk.send("create_room", ["name": "Late Night", "topic": "  about ", "kind": "private"], as: ada)
      let room = try #require(made.data?["room"])
      #expect(room == ["id": room["id"]!, "name": "late-night", "topic": "about", "kind": "private", "member_count": 1])
      #expect(try await desk.send("add_member", ["room": "late-night", "username": "Bob"], as: ada) == .ack())
      let joined = try await desk.send("join_room", ["room": "late-night"], as: bob)
      guard case .message("room_joined", _) = joined else { return #expect(Bool(false)) }
      #expect(joined.data?["room"]?["member_count"] == 2 && joined.data?["seq"] == 0)
      #expect(joined.data?["epoch"]?.string == world.epoch && joined.data?.object?.count == 3)
      let id = RoomID(room["id"]!.int!)
      #expect(desk.viewing.rooms == [id: .init(name: "late-night", cursor: nil)])
      let posted = try await desk.send("post_message", ["room": "late-night", "content": " hi ", "reply_to": nil], as: bob)
      #expect(posted.data == ["id": 1, "seq": 1])
      #expect(try await desk.send("edit_message", ["id": 1, "content": "ho"], as: bob).data == ["id": 1, "seq": 2])
      #expect(try await desk.send("react", ["id": 1, "emoji": "🐈", "on": true], as: ada).data == ["id": 1, "seq": 3])
      #expect(try await desk.send("react", ["id": 1, "emoji": "🐈", "on": true], as: ada).data == ["id": 1, "seq": 3])
      #expect(try await desk.send("react", ["id": 1, "emoji": "🐈", "on": false], as: ada).data == ["id": 1, "seq": 4])
      let listed = try #require(try await desk.send("list_rooms", [:], as: ada).data?["rooms"]?.array)
      let expected: JSONValue = [
        "id": .int(id.rawValue), "name": "late-night", "topic": "about", "kind": "private", "member": true, "unread": 1, "mentions": 0,
      ]
      #expect(listed.contains(expected))
      #expect(try await desk.send("mark_read", ["room": "late-night", "id": 1], as: ada) == .ack())
      let cursor = try await desk.send("backfill", ["room": "late-night", "epoch": .string(world.epoch), "after_seq": 0], as: ada)
      guard case .page(.page(let page), of: .room, named: "late-night") = cursor else { return #expect(Bool(false)) }
      let message = try #require(try JSONValue(parsing: page.objects)[0])
      #expect(
        Set(message.object!.keys) == [
          "id", "room", "seq", "author", "content", "html", "created_at", "edited_at", "edited", "deleted", "reply_to", "media",
          "reactions",
        ])
      #expect(
        message["author"] == [
          "id": 2, "username": "bob", "display_name": "The bob", "color": .int(Int64(bob.color)), "avatar_url": "/avatars/2",
        ])
      let reset = try await desk.send("backfill", ["room": "late-night", "epoch": "x", "after_seq": 0], as: ada)
      #expect(reset == .page(.reset(epoch: world.epoch), of: .room, named: "late-night"))
      #expect(try await desk.send("delete_message", ["id": 1], as: bob).data == ["id": 1, "seq": 5])
      #expect(try await desk.send("close_room", ["room": "late-night"], as: bob) == .ack())
      #expect(desk.viewing.rooms.isEmpty)
      #expect(try await desk.send("remove_member", ["room": "late-night", "username": "bob"], as: ada) == .ack())
      #expect(try await desk.send("leave_room", ["room": "late-night"], as: ada) == .ack())
    }
  }

  static let refused: [(type: String, data: JSONValue, field: String)] = [
    ("post_message", ["room": "general"], "content"),
    ("post_message", ["content": "x"], "room"),
    ("post_message", ["room": 1, "content": "x"], "room"),
    ("post_message", ["room": "general", "content": ""], "content"),
    ("post_message", ["room": "general", "content": " \n\t "], "content"),
    ("post_message", ["room": "general", "content": 7], "content"),
    ("post_message", ["room": "general", "content": .string(String(repeating: "x", count: 4_001))], "content"),
    ("post_message", ["room": "general", "content": "a\u{0}b"], "content"),
    ("post_message", ["room": "general", "content": "a\u{9F}b"], "content"),
    ("post_message", ["room": "general", "content": "x", "author": 1], "author"),
    ("post_message", ["room": "general", "content": "x", "reply_to": "7"], "reply_to"),
    ("post_message", ["room": "general", "content": "x", "reply_to": 0], "reply_to"),
    ("edit_message", ["id": "x", "content": "y"], "id"),
    ("edit_message", ["id": 1.5, "content": "y"], "id"),
    ("edit_message", ["id": 1], "content"),
    ("delete_message", [:], "id"),
    ("delete_message", ["id": -1], "id"),
    ("react", ["id": 1, "emoji": "no", "on": true], "emoji"),
    ("react", ["id": 1, "emoji": "😀😀", "on": true], "emoji"),
    ("react", ["id": 1, "emoji": "😀", "on": "yes"], "on"),
    ("react", ["id": 1, "emoji": "😀"], "on"),
    ("backfill", ["room": "general"], "after_seq"),
    ("backfill", ["room": "general", "before_id": 5, "limit": 0], "limit"),
    ("backfill", ["room": "general", "before_id": 5, "limit": 201], "limit"),
    ("backfill", ["room": "general", "before_id": 5, "epoch": "x", "after_seq": 1], "before_id"),
    ("backfill", ["room": "general", "epoch": "x", "after_seq": -1], "after_seq"),
    ("join_room", ["room": "general", "after_seq": 5], "epoch"),
    ("join_room", ["room": "general", "epoch": "x"], "after_seq"),
    ("mark_read", ["room": "general", "id": true], "id"),
    ("create_room", ["name": "x"], "name"),
    ("create_room", ["name": .string(String(repeating: "x", count: 33))], "name"),
    ("create_room", ["name": "dötted"], "name"),
    ("create_room", ["name": "fine-name", "topic": .string(String(repeating: "t", count: 201))], "topic"),
    ("create_room", ["name": "fine-name", "kind": "secret"], "kind"),
    ("add_member", ["room": "general"], "username"),
    ("list_rooms", ["more": 1], "more"),
  ]

  @Test("each field is checked and named", arguments: refused.indices)
  func fields(_ index: Int) async throws {
    let (type, data, field) = Self.refused[index]
    try await World.with { world in
      let ada = try await world.member("ada")
      _ = try await world.chat.rooms.join(world.scope(ada), .general)
      let refusal = await SocketDesk(world).refusal(type, data, as: ada)
      #expect(refusal?.code == .validation && refusal?.fields.contains(field) == true, "\(type) \(data.description)")
    }
  }

  @Test("at the edge of every limit is still fine")
  func edges() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let desk = SocketDesk(world)
      for name in ["ab", String(repeating: "n", count: 32)] {
        _ = try await desk.send("create_room", ["name": .string(name), "topic": .string(String(repeating: "🐈", count: 200))], as: ada)
      }
      let longest = String(repeating: "👩", count: 4_000)
      #expect(try await desk.send("post_message", ["room": "ab", "content": .string(longest)], as: ada).data?["seq"] == 1)
      _ = try await desk.send("backfill", ["room": "ab", "before_id": .int(.max), "limit": 200], as: ada)
      _ = try await desk.send("backfill", ["room": "ab", "before_id": 1, "limit": 1], as: ada)
    }
  }

  @Test("rooms no room can be called do not exist", arguments: ["General", "a", "../x", "no such room"])
  func names(_ name: String) async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      for (type, data) in [
        ("join_room", ["room": .string(name)]), ("post_message", ["room": .string(name), "content": "x"]),
        ("leave_room", ["room": .string(name)]), ("mark_read", ["room": .string(name), "id": 1]),
      ] as [(String, JSONValue)] {
        #expect(await SocketDesk(world).refusal(type, data, as: ada)?.code == .notFound)
      }
    }
  }

  @Test("a socket that views enough rooms joins no further one")
  func viewing() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let desk = SocketDesk(world)
      for number in 0..<51 {
        try await world.room("r\(number)", .public, try await world.member("m\(number)"))
      }
      for number in 0..<50 { _ = try await desk.send("join_room", ["room": .string("r\(number)")], as: ada) }
      #expect(await desk.refusal("join_room", ["room": "r50"], as: ada)?.code == .limitExceeded)
      let listed = try await world.chat.rooms.list(world.scope(ada))
      #expect(listed.first { $0.name.rawValue == "r50" }?.isMember == false, "a refused join makes no member")
    }
  }

  @Test(
    "a stranger cannot tell a private room from none",
    arguments: [
      "join_room", "close_room", "leave_room", "backfill", "post_message", "mark_read", "add_member", "remove_member",
    ])
  func secrecy(_ type: String) async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      try await world.room("attic", .private, ada)
      let desk = SocketDesk(world)
      let answers = ["attic", "no-such-room"].map { room in
        var data: [ShortName: JSONValue] = ["room": .string(room)]
        if type == "backfill" { data["before_id"] = 5 }
        if type == "post_message" { data["content"] = "x" }
        if type == "mark_read" { data["id"] = 1 }
        if type.hasSuffix("member") { data["username"] = "bob" }
        return JSONValue.object(data)
      }
      for data in answers {
        await #expect { _ = try await desk.send(type, data, as: bob) } throws: { ($0 as? AppError) == .notFound("The room") }
      }
      #expect(desk.viewing.rooms.isEmpty)
    }
  }
}
