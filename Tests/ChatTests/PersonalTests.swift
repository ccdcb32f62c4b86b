import Core
import CoreTesting
import JSON
import SQL
import Testing

@testable import Chat

@Suite("Leaving for good")
struct PersonalTests {
  @Test("empties what one said, archived or not, and takes one's emoji away; clients catch up with it")
  func erase() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      var hers: [MessageID] = []
      for number in 0..<120 { hers.append(try await world.post(ada, "hers \(number)", in: room).id) }
      var his: [MessageID] = []
      for number in 0..<60 { his.append(try await world.post(bob, "his \(number) @ada", in: room).id) }
      _ = try await world.chat.messages.react(world.scope(ada), to: his[3], with: Emoji("🐈")!)
      _ = try await world.chat.messages.react(world.scope(bob), to: his[3], with: Emoji("🐈")!)
      _ = try await world.chat.messages.react(world.scope(bob), to: hers[3], with: Emoji("🐈")!)
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now()) == 130)
      let before = try await cursor(world, room)

      let personal = world.chat.personal
      await #expect(throws: AppError.self) { try await personal.erase(world.scope(ada), everythingOf: ada.id) }
      #expect(try JSONValue(parsing: await WrittenPart.json { try await personal.export(of: ada.id, to: $0) }).array?.count == 120)
      try await personal.erase(world.systemScope(), everythingOf: ada.id)

      #expect(try JSONValue(parsing: await WrittenPart.json { try await personal.export(of: ada.id, to: $0) }) == [])
      for message in [hers[0], hers[119]] {
        let tombstone = try await world.message(message, in: room)
        #expect(tombstone["deleted"] == true && tombstone["content"] == .null && tombstone["reactions"] == [])
        #expect(tombstone["author"]?["display_name"] == "someone who left")
      }
      let reactions = try await world.message(his[3], in: room)["reactions"]?.array
      #expect(reactions?.count == 1 && reactions?[0]["user_ids"] == [.int(bob.id.rawValue)])
      // Every emptied message and the one emoji took a number each.
      #expect(try await cursor(world, room) == before + 121)
      try await personal.erase(world.systemScope(), everythingOf: ada.id)
      #expect(try await cursor(world, room) == before + 121)
    }
  }

  /// The highest number in the room.
  private func cursor(_ world: World, _ room: RoomName) async throws -> Int64 {
    try await world.loaded(room).messages.values.compactMap { $0["seq"]?.int }.max() ?? 0
  }
}
