import Core
import JSON
import Testing

@testable import Chat

@Suite("Posting")
struct PostingTests {
  @Test("tells the room what was stored, after it was stored")
  func event() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let scope = world.scope(ada)
      let ack = try await world.chat.messages.post(scope, in: room, MessageText("hello")!)
      let events = scope.outbox.take()
      #expect(events.map(\.type) == ["new_message"])
      #expect(events[0].audience == .room(try await world.id(of: room)))
      #expect(events[0].sequence == ack.seq && ack.seq == 1)
      let message = try JSONValue(parsing: events[0].data)
      #expect(message["id"]?.int == ack.id.rawValue && message["content"] == "hello" && message["room"] == "den")
      var copy = Copy()
      try copy.take(events[0])
      #expect(try await world.loaded(room) == copy)
    }
  }
}
