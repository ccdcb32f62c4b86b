import Core
import SQL
import Testing

@testable import Chat

/// What the writer's thread and a reader do for one request, counted in statements.
@Suite("Effort")
struct EffortTests {
  @Test("a post is two statements, and two to be made once")
  func posting() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      #expect(try await statements(world) { try await world.post(ada, "hello", in: room) } == 2)
      let scope = world.scope(ada, request: "r", digest: "d")
      #expect(try await statements(world) { try await world.chat.messages.post(scope, in: room, MessageText("hello")!) } == 4)
    }
  }

  @Test("a page costs the same for one message as for fifty, whatever their authors and reactions")
  func pages() async throws {
    try await World.with { world in
      let people = [try await world.member("ada"), try await world.member("bob"), try await world.member("cy")]
      let room = try await world.room("den", .public, people[0], people[1], people[2])
      let id = try await world.id(of: room)
      try await say(world, people, 1, in: room)
      let one = try await statements(world) { try await world.chat.live.newest(in: id) }
      try await say(world, people, 49, in: room)
      let fifty = try await statements(world) { try await world.chat.live.newest(in: id) }
      #expect(fifty == one && one <= 4)
      let cursor = HistoryCursor(epoch: world.epoch, sequence: 0)
      #expect(try await statements(world) { try await world.chat.live.page(in: id, after: cursor) } <= 4)
      #expect(try await statements(world) { try await world.chat.pages.room(world.scope(people[0]), room) } <= 6)
    }
  }

  private func say(_ world: World, _ people: [Member], _ count: Int, in room: RoomName) async throws {
    for number in 0..<count {
      let id = try await world.post(people[number % 3], "n\(number)", in: room).id
      for person in people { _ = try await world.chat.messages.react(world.scope(person), to: id, with: Emoji(face(number % 5))!) }
    }
  }

  private func statements<Result>(_ world: World, _ action: () async throws -> Result) async throws -> Int {
    let before = world.database.metrics.statements
    _ = try await action()
    return world.database.metrics.statements - before
  }
}
