import Core
import JSON
import SQL
import Testing

@testable import Chat

/// State before + events, folded = state loaded afresh: for every service that changes something.
@Suite("Every change")
struct ChangeTests {
  @Test("of a message tells exactly what a reload would show")
  func messages() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let messages = world.chat.messages
      let first = try await world.verify(room, as: world.scope(ada), tells: ["new_message"]) {
        try await messages.post($0, in: room, MessageText("**first**")!)
      }
      #expect(first.seq == 1)
      let reply = try await world.verify(room, as: world.scope(bob), tells: ["new_message"]) {
        try await messages.post($0, in: room, MessageText("indeed")!, replyTo: first.id)
      }
      #expect(reply.seq == 2)
      let edit = try await world.verify(room, as: world.scope(ada), tells: ["message_edited"]) {
        try await messages.edit($0, first.id, to: MessageText("second thoughts")!)
      }
      #expect(edit == MessageAck(id: first.id, seq: 3))
      let cat = Emoji("🐈")!
      let placed = try await world.verify(room, as: world.scope(bob), tells: ["message_reacted"]) {
        try await messages.react($0, to: first.id, with: cat)
      }
      let again = try await world.verify(room, as: world.scope(bob), tells: []) {
        try await messages.react($0, to: first.id, with: cat)
      }
      #expect(again == placed && placed.seq == 4)
      try await world.verify(room, as: world.scope(bob), tells: ["message_reacted"]) {
        try await messages.unreact($0, to: first.id, with: cat)
      }
      let absent = try await world.verify(room, as: world.scope(bob), tells: []) {
        try await messages.unreact($0, to: first.id, with: cat)
      }
      #expect(absent.seq == 5)
      for _ in 0..<3 {
        try await world.verify(room, as: world.scope(ada), tells: ["message_reacted"]) {
          try await messages.toggle($0, on: reply.id, cat)
        }
      }
      let gone = try await world.verify(room, as: world.scope(ada), tells: ["message_deleted"]) {
        try await messages.delete($0, first.id)
      }
      let twice = try await world.verify(room, as: world.scope(ada), tells: []) { try await messages.delete($0, first.id) }
      #expect(gone == twice && gone.seq == 9)
    }
  }

  @Test("of rooms and memberships is told to those it concerns and changes no message")
  func rooms() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let den = try await world.room("den", .private, ada)
      let rooms = world.chat.rooms
      try await world.post(ada, "hello", in: den)
      try await world.verify(den, as: world.scope(ada), tells: ["rooms_changed"]) { try await rooms.addMember($0, "BOB", to: den) }
      try await world.verify(den, as: world.scope(ada), tells: []) { try await rooms.addMember($0, "bob", to: den) }
      try await world.verify(den, as: world.scope(bob), tells: ["unread"]) {
        try await world.chat.readMarkers.markRead($0, MessageID(1), in: den)
      }
      try await world.verify(den, as: world.scope(ada), tells: ["membership_ended", "rooms_changed"]) {
        try await rooms.removeMember($0, "bob", from: den)
      }
      try await world.verify(den, as: world.scope(ada), tells: []) { try await rooms.removeMember($0, "bob", from: den) }
      let scope = world.scope(ada)
      // The last one leaves, and the room is archived.
      try await world.verify(den, as: scope, tells: ["membership_ended", "rooms_changed", "room_removed"]) {
        try await rooms.leave($0, den)
      }
      let loud = try await world.room("loud", .public, ada)
      try await world.verify(loud, as: world.scope(bob), tells: ["rooms_changed"]) { _ = try await rooms.join($0, loud) }
      try await world.verify(loud, as: world.scope(bob), tells: []) { try await rooms.open($0, loud) }
      let leaving = world.scope(bob)
      try await rooms.leave(leaving, loud)
      #expect(leaving.outbox.take().first?.nodeEvent == .membershipEnded(try await world.id(of: loud), bob.id))
      try await world.verify(loud, as: world.scope(bob), tells: []) { try await rooms.leave($0, loud) }
    }
  }

  @Test("has one effect, however often its request comes, also after leaving")
  func retries() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let messages = world.chat.messages
      let first = try await messages.post(world.scope(ada, request: "r1", digest: "post"), in: room, MessageText("once")!)
      try await world.chat.rooms.leave(world.scope(ada, request: "r2", digest: "leave"), room)
      let again = try await world.verify(room, as: world.scope(ada, request: "r1", digest: "post"), tells: []) {
        try await messages.post($0, in: room, MessageText("once")!)
      }
      #expect(again == first)
      try await world.refuses(.conflict, room, world.scope(ada, request: "r1", digest: "other")) {
        _ = try await messages.post($0, in: room, MessageText("twice")!)
      }
      // Left once: the retry of leaving does not end the membership that came after.
      _ = try await world.chat.rooms.join(world.scope(ada), room)
      try await world.verify(room, as: world.scope(ada, request: "r2", digest: "leave"), tells: []) {
        try await world.chat.rooms.leave($0, room)
      }
      try await world.post(ada, "still here", in: room)
      // Somebody else's request of the same name is another request.
      let bob = try await world.member("bob")
      _ = try await world.chat.rooms.join(world.scope(bob), room)
      let other = try await messages.post(world.scope(bob, request: "r1", digest: "post"), in: room, MessageText("mine")!)
      #expect(other.id != first.id)
    }
  }

  @Test("is told by its events alone: a new name changes no message that was read before")
  func names() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.post(ada, "hello", in: room).id
      let before = try await world.loaded(room)
      try await world.database.run("UPDATE users SET name = 'Countess' WHERE id = \(ada.id)")
      #expect(try await world.loaded(room) == before)
      try await world.verify(room, as: world.scope(ada), tells: ["message_reacted"]) {
        try await world.chat.messages.react($0, to: id, with: Emoji("🐈")!)
      }
    }
  }

  @Test("that makes a room repeats its answer")
  func roomAck() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let make = { (scope: Scope) in
        try await world.chat.rooms.create(scope, RoomName("quoted")!, topic: RoomTopic("a \"b\" \\ 🐈")!, kind: .private)
      }
      let made = try await make(world.scope(ada, request: "r"))
      #expect(try await make(world.scope(ada, request: "r")) == made)
      await #expect { _ = try await make(world.scope(ada)) } throws: { ($0 as? AppError)?.details == ["name": "is taken"] }
      await #expect { _ = try await make(world.scope(ada, request: "s")) } throws: { ($0 as? AppError)?.code == .conflict }
    }
  }

  @Test("that was refused is not remembered")
  func errorsAreForgotten() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = RoomName("later")!
      let post = { (scope: Scope) in try await world.chat.messages.post(scope, in: room, MessageText("hello")!) }
      await #expect { _ = try await post(world.scope(ada, request: "r")) } throws: { ($0 as? AppError)?.code == .notFound }
      try await world.room("later", .public, ada)
      #expect(try await post(world.scope(ada, request: "r")).seq == 1)
    }
  }
}
