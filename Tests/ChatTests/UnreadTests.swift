import Core
import JSON
import SQL
import Testing

@testable import Chat

@Suite("Unread")
struct UnreadTests {
  @Test("are living messages of others beyond the marker, which only moves forward")
  func counting() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("Bob"))
      let room = try await world.room("den", .public, ada)
      try await world.post(ada, "before", in: room)
      _ = try await world.chat.rooms.join(world.scope(bob), room)
      #expect(try await unread(world, bob) == .none)
      var ids: [MessageID] = []
      for text in ["a", "b @bob", "c @BOB @bob", "d", "`@bob`"] { ids.append(try await world.post(ada, text, in: room).id) }
      try await world.post(bob, "mine, naming @bob", in: room)
      #expect(try await unread(world, bob) == Unread(count: 5, mentions: 2))
      _ = try await world.chat.messages.delete(world.scope(ada), ids[2])
      #expect(try await unread(world, bob) == Unread(count: 4, mentions: 1))
      _ = try await world.chat.messages.edit(world.scope(ada), ids[3], to: MessageText("d @bob")!)
      _ = try await world.chat.messages.edit(world.scope(ada), ids[1], to: MessageText("b")!)
      #expect(try await unread(world, bob) == Unread(count: 4, mentions: 1))
      try await world.chat.readMarkers.markRead(world.scope(bob), ids[1], in: room)
      #expect(try await unread(world, bob) == Unread(count: 2, mentions: 1))
      let back = world.scope(bob)
      try await world.chat.readMarkers.markRead(back, ids[0], in: room)
      #expect(try await unread(world, bob) == Unread(count: 2, mentions: 1))
      let told = try JSONValue(parsing: back.outbox.take()[0].data)
      #expect(told == ["room": "den", "count": 2, "mentions": 1])
      #expect(try await unread(world, ada) == Unread(count: 1, mentions: 0))
    }
  }

  @Test("stop at 100")
  func cap() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      for _ in 0..<103 { try await world.post(ada, "@bob", in: room) }
      #expect(try await unread(world, bob) == Unread(count: 100, mentions: 100))
    }
  }

  @Test("are counted for members only, many at once, zeros included")
  func forMany() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let room = try await world.room("den", .private, ada, bob)
      try await world.post(ada, "hello @bob and @cy", in: room)
      let counts = try await world.chat.live.unread(in: world.id(of: room), for: [ada.id, bob.id, cy.id])
      #expect(counts == [ada.id: .init(room: "den", count: 0, mentions: 0), bob.id: .init(room: "den", count: 1, mentions: 1)])
      #expect(try await world.chat.live.unread(for: bob.id) == [.init(room: "den", count: 1, mentions: 1)])
      #expect(try await world.chat.live.unread(for: ada.id).isEmpty)
      #expect(try await world.chat.live.unread(for: cy.id).isEmpty)
    }
  }

  @Test("leave out people whom the member has blocked or muted, and mentions across a block in either direction")
  func unheard() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let room = try await world.room("den", .public, ada, bob, cy)
      for author in [bob, cy] { try await world.post(author, "hello @ada", in: room) }
      #expect(try await unread(world, ada) == Unread(count: 2, mentions: 2))
      func run(_ sql: SQL) async throws { try await world.database.write { _ = try await $0.run(sql) } }
      try await run("INSERT INTO mutes (muter_id, muted_id, created_at) VALUES (\(ada.id), \(bob.id), 1)")
      #expect(try await unread(world, ada) == Unread(count: 1, mentions: 1))
      #expect(try await unread(world, cy) == Unread(count: 1, mentions: 0))
      try await run("DELETE FROM mutes")
      try await run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(ada.id), \(bob.id), 1)")
      #expect(try await unread(world, ada) == Unread(count: 1, mentions: 1))
      // Somebody who has blocked the member still counts in a room, but cannot call the member.
      try await run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(cy.id), \(ada.id), 1)")
      #expect(try await unread(world, ada) == Unread(count: 1, mentions: 0))
      try await run("DELETE FROM blocks")
      #expect(try await unread(world, ada) == Unread(count: 2, mentions: 2))
    }
  }

  @Test("move by messages of the room alone")
  func marker() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let (den, attic) = (try await world.room("den", .public, ada), try await world.room("attic", .public, ada))
      let other = try await world.post(ada, "elsewhere", in: attic).id
      for id in [other, MessageID(.max)] {
        try await world.refuses(.notFound, den, world.scope(ada)) { try await world.chat.readMarkers.markRead($0, id, in: den) }
      }
    }
  }

  private func unread(_ world: World, _ member: Member) async throws -> Unread {
    try await world.chat.rooms.list(world.scope(member)).first { $0.name.rawValue == "den" }!.unread
  }
}
