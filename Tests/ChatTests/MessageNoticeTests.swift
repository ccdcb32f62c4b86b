import Core
import Media
import Notices
import Relations
import SQL
import Testing

@testable import Chat

@Suite("Members are told of messages") struct MessageNoticeTests {
  /// What the member has: kind and number of actors, the newest first.
  private func told(_ world: World, _ member: Member) async throws -> [String] {
    try await world.database.read { connection in
      try await connection.all(
        "SELECT kind, actors, read_at IS NOT NULL FROM notices WHERE user_id = \(member.id) AND deleted_at IS NULL ORDER BY last DESC"
      ) { row in
        let isRead: Bool = try row[2]
        return "\(try row[0] as String) \(try row[1] as Int)" + (isRead ? " read" : "")
      }
    }
  }

  @Test("A message that names nobody and answers nothing takes as many statements as without notifications; one that does, a few more.")
  func cost() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let first = try await world.post(ada, "first", in: room)
      // A member's first message costs one statement more, so it is not measured.
      _ = try await world.post(bob, "first too", in: room)
      func cost(_ body: () async throws -> Void) async throws -> Int {
        let before = world.database.metrics.statements
        try await body()
        return Int(world.database.metrics.statements - before)
      }
      let plain = try await cost { try await world.post(ada, "plain", in: room) }
      let rows = try await world.database.value("SELECT count(*) FROM notice_events", as: Int.self)
      #expect(rows == 0)
      let reply = try await cost { try await world.post(bob, "answer", in: room, replyTo: first.id) }
      let own = try await cost { try await world.post(ada, "to myself", in: room, replyTo: first.id) }
      // One finds the message that is answered; the others raise the notification.
      #expect(own == plain + 1)
      #expect(reply <= own + 12)
    }
  }

  @Test("Mentions, answers and reactions are told once, and taken back with what caused them.")
  func life() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let room = try await world.room("den", .public, ada, bob, cy)
      let own = try await world.post(ada, "hello", in: room)
      let named = try await world.post(bob, "@ada @cy @bob", in: room)
      #expect(try await told(world, ada) == ["mention 1"])
      #expect(try await told(world, cy) == ["mention 1"])
      #expect(try await told(world, bob) == [])
      _ = try await world.post(cy, "@ada look", in: room)
      let answer = try await world.post(cy, "@ada yes", in: room, replyTo: own.id)
      #expect(try await told(world, ada) == ["reply 1", "mention 2"])
      for emoji in ["👍", "🐈"] { _ = try await world.chat.messages.react(world.scope(bob), to: own.id, with: Emoji(emoji)!) }
      _ = try await world.chat.messages.react(world.scope(ada), to: own.id, with: Emoji("👍")!)
      #expect(try await told(world, ada) == ["reaction 1", "reply 1", "mention 2"])
      _ = try await world.chat.messages.unreact(world.scope(bob), to: own.id, with: Emoji("👍")!)
      #expect(try await told(world, ada).first == "reaction 1")
      _ = try await world.chat.messages.toggle(world.scope(bob), on: own.id, Emoji("🐈")!)
      #expect(try await told(world, ada) == ["reply 1", "mention 2"])
      _ = try await world.chat.messages.edit(world.scope(bob), named.id, to: MessageText("@cy")!)
      #expect(try await told(world, ada) == ["reply 1", "mention 1"])
      #expect(try await told(world, cy) == ["mention 1"])

      try await world.chat.readMarkers.markRead(world.scope(ada), named.id, in: room)
      #expect(try await told(world, ada) == ["reply 1", "mention 1"])
      try await world.chat.readMarkers.markRead(world.scope(ada), answer.id, in: room)
      #expect(try await told(world, ada) == ["reply 1 read", "mention 1 read"])
      _ = try await world.chat.messages.delete(world.scope(ada), own.id)
      #expect(try await told(world, ada) == ["mention 1 read"])
      _ = try await world.chat.messages.delete(world.scope(bob), named.id)
      #expect(try await told(world, cy) == [])
    }
  }

  @Test("The author learns which of those they may know is named and not in the room; others learn nothing.")
  func absent() async throws {
    try await World.with { world in
      let names = ["ada", "bob", "cy", "di", "ed", "flo"]
      var people: [Member] = []
      for name in names { people.append(try await world.member(name)) }
      let (ada, bob, di, ed, flo) = (people[0], people[1], people[3], people[4], people[5])
      let room = try await world.room("den", .private, ada, bob)
      // One who blocks the author, one whom the author blocks, one who is banned.
      try await world.database.write { transaction in
        _ = try await RelationRepository(world.database).block(di.id, ada.id, at: world.now(), in: transaction)
        _ = try await RelationRepository(world.database).block(ada.id, ed.id, at: world.now(), in: transaction)
        try await transaction.run("UPDATE users SET banned_at = \(world.now()) WHERE id = \(flo.id)")
      }
      let ack = try await world.post(ada, "@bob @cy @di @ed @flo @nobody", in: room)
      let page = try await world.chat.pages.message(world.scope(ada), ack.id, in: room)
      #expect(page.absent.map(\.username) == ["cy"])
      #expect(page.mayInvite)
      #expect(try await world.chat.pages.message(world.scope(bob), ack.id, in: room).absent == [])
      try await world.chat.rooms.addMember(world.scope(ada), "cy", to: room)
      #expect(try await world.chat.pages.message(world.scope(ada), ack.id, in: room).absent == [])
    }
  }

  @Test("What happens in a private room is told to its members, and goes with their membership, or with the room.")
  func privateRooms() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let moderator = try await world.member("mo", .moderator)
      let room = try await world.room("den", .private, ada, bob, moderator)
      _ = try await world.post(ada, "@bob @cy @mo", in: room)
      #expect(try await told(world, bob) == ["mention 1"])
      #expect(try await told(world, cy) == [])
      try await world.chat.rooms.leave(world.scope(bob), room)
      #expect(try await told(world, bob) == [])
      #expect(try await told(world, moderator) == ["mention 1"])
      try await world.chat.rooms.remove(world.scope(moderator), room)
      #expect(try await told(world, moderator) == [])

      let open = try await world.room("hall", .public, ada, bob)
      try await world.chat.mutedRooms.mute(world.scope(bob), open)
      _ = try await world.post(ada, "@bob", in: open)
      #expect(try await told(world, bob) == [])
      try await world.chat.mutedRooms.unmute(world.scope(bob), open)
      _ = try await world.post(ada, "@bob", in: open)
      #expect(try await told(world, bob) == ["mention 1"])
      await #expect(throws: AppError.self) { try await world.chat.mutedRooms.mute(world.scope(cy), open) }
    }
  }
}
