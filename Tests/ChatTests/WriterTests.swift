import Accounts
import Core
import Media
import Relations
import SQL
import Testing

@testable import Chat

@Suite("Members who have written")
struct WriterTests {
  private func writers(_ world: World) async throws -> [UserID] {
    try await world.database.values("SELECT user_id FROM writers ORDER BY user_id")
  }

  @Test("are written down with their first message, once, and forgotten when they leave")
  func life() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada", .moderator), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob), news = try await world.room("news", .announcement, ada)
      #expect(try await writers(world) == [])
      await #expect(throws: AppError.self) { _ = try await world.post(bob, "not here", in: news) }
      #expect(try await writers(world) == [], "a refused message is none")
      let first = try await world.post(ada, "hello", in: room)
      #expect(try await writers(world) == [ada.id])
      // What a member does beside posting does not count.
      _ = try await world.chat.messages.react(world.scope(bob), to: first.id, with: Emoji("🐈")!)
      #expect(try await writers(world) == [ada.id])
      try await withThrowingTaskGroup { group in
        for number in 0..<20 { group.addTask { _ = try await world.post(bob, "\(number)", in: room) } }
        try await group.waitForAll()
      }
      #expect(try await writers(world) == [ada.id, bob.id])
      // Another node, which has not seen them write, finds the rows there.
      try await world.database.write { try await WriterRepository().add(ada.id, in: $0) }
      #expect(try await writers(world) == [ada.id, bob.id])
      try await world.chat.personal.erase(world.systemScope(), everythingOf: ada.id)
      #expect(try await writers(world) == [bob.id])
    }
  }

  @Test("from before the migration are known by their messages")
  func migration() async throws {
    try await World.with { world in
      let (ada, bob, eve) = (try await world.member("ada"), try await world.member("bob"), try await world.member("eve"))
      let room = try await world.room("den", .public, ada, bob, eve)
      for number in 0..<60 { _ = try await world.post(ada, "old \(number)", in: room) }
      _ = try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now())
      try await world.database.run("DELETE FROM messages WHERE author_id = \(ada.id)")
      _ = try await world.post(bob, "new", in: room)
      let migrator = try Migrator(
        world.database, World.migrations())
      var undone: [String] = []
      while undone.last != "0006_writers" { undone += try await migrator.down(1) }
      _ = try await migrator.up()
      #expect(try await writers(world) == [ada.id, bob.id])
    }
  }
}
