import Core
import JSON
import Testing

@testable import Chat

@Suite("Reactions")
struct ReactionTests {
  @Test("stand in order of first use, and an emoji keeps its place while anybody's is there")
  func order() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let id = try await world.post(ada, "hello", in: room).id
      let shown = { () async throws -> String in
        let reactions = try await world.message(id, in: room)["reactions"]!.array!
        return reactions.map { "\($0["emoji"]!.string!)\($0["user_ids"]!.array!.map { "\($0.int!)" }.joined(separator: ","))" }
          .joined(separator: " ")
      }
      let on = { (who: Member, emoji: String) in
        _ = try await world.chat.messages.react(world.scope(who), to: id, with: Emoji(emoji)!)
      }
      let off = { (who: Member, emoji: String) in
        _ = try await world.chat.messages.unreact(world.scope(who), to: id, with: Emoji(emoji)!)
      }
      let (a, b) = (ada.id, bob.id)
      try await on(bob, "🐈")
      try await on(ada, "👍🏽")
      try await on(ada, "🐈")
      #expect(try await shown() == "🐈\(b),\(a) 👍🏽\(a)")
      try await off(bob, "🐈")
      #expect(try await shown() == "🐈\(a) 👍🏽\(a)")
      try await on(bob, "🐈")
      #expect(try await shown() == "🐈\(a),\(b) 👍🏽\(a)")
      try await off(ada, "🐈")
      try await off(bob, "🐈")
      try await on(bob, "🐈")
      #expect(try await shown() == "👍🏽\(a) 🐈\(b)")
    }
  }

  @Test("are of at most 20 kinds; one that is there already takes any number of people")
  func limit() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let id = try await world.post(ada, "hello", in: room).id
      for number in 0..<20 { _ = try await world.chat.messages.react(world.scope(ada), to: id, with: Emoji(face(number))!) }
      let twentyFirst = Emoji("🐈")!
      for member in [ada, bob] {
        try await world.refuses(.limitExceeded, room, world.scope(member)) {
          _ = try await world.chat.messages.react($0, to: id, with: twentyFirst)
        }
      }
      try await world.verify(room, as: world.scope(bob), tells: ["message_reacted"]) {
        try await world.chat.messages.react($0, to: id, with: Emoji(face(19))!)
      }
      _ = try await world.chat.messages.unreact(world.scope(ada), to: id, with: Emoji(face(0))!)
      try await world.verify(room, as: world.scope(bob), tells: ["message_reacted"]) {
        try await world.chat.messages.toggle($0, on: id, twentyFirst)
      }
    }
  }
}
