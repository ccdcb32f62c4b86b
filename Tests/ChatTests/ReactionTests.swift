import Accounts
import Core
import JSON
import Media
import Relations
import SQL
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

  @Test("with and without U+FE0F are one")
  func forms() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let id = try await world.post(ada, "hello", in: room).id
      let (bare, full) = (Emoji("\u{2764}")!, Emoji("\u{2764}\u{FE0F}")!)
      _ = try await world.chat.messages.react(world.scope(ada), to: id, with: bare)
      try await world.verify(room, as: world.scope(bob), tells: ["message_reacted"]) {
        try await world.chat.messages.react($0, to: id, with: full)
      }
      #expect(try await world.stored(id) == ["ada \u{2764}\u{FE0F} 0", "bob \u{2764}\u{FE0F} 0"])
      _ = try await world.chat.messages.unreact(world.scope(ada), to: id, with: full)
      _ = try await world.chat.messages.toggle(world.scope(bob), on: id, bare)
      #expect(try await world.stored(id) == [])
    }
  }

  @Test("of before, in both forms, are brought together by the migration")
  func merging() async throws {
    try await World.with { world in
      let people = [try await world.member("ada"), try await world.member("bob"), try await world.member("cat")]
      let room = try await world.room("den", .public, people[0])
      let (one, two) = (try await world.post(people[0], "one", in: room).id, try await world.post(people[0], "two", in: room).id)
      let (bare, full) = ("\u{2764}", "\u{2764}\u{FE0F}")
      let old: [(MessageID, Int, String, Int)] = [
        (one, 0, bare, 0), (one, 1, "🐈", 1), (one, 0, full, 2), (one, 1, full, 2), (one, 2, bare, 0), (two, 0, "👍🏽", 0), (two, 1, "👍", 1),
        (two, 2, "👍\u{FE0F}", 2), (two, 0, "1\u{20E3}", 3), (two, 1, "\u{1F3F3}\u{200D}\u{1F308}", 4), (two, 2, "\u{261D}\u{1F3FD}", 5),
      ]
      let migrator = try Migrator(
        world.database, World.migrations())
      var undone: [String] = []
      while undone.last != "0004_reactions" { undone += try await migrator.down(1) }
      for (message, who, emoji, place) in old {
        try await world.database.run(
          "INSERT INTO reactions (message_id, user_id, emoji, place) VALUES (\(message), \(people[who].id), \(emoji), \(place))")
      }
      try await migrator.up()
      #expect(try await world.stored(one) == ["ada \(full) 0", "bob \(full) 0", "cat \(full) 0", "bob 🐈 1"])
      #expect(
        try await world.stored(two) == [
          "ada 👍🏽 0", "bob 👍 1", "cat 👍 1", "ada 1\u{FE0F}\u{20E3} 3", "bob \u{1F3F3}\u{FE0F}\u{200D}\u{1F308} 4",
          "cat \u{261D}\u{1F3FD} 5",
        ])
    }
  }
}

extension World {
  /// Who placed what where, as the table holds it, in the order it is shown.
  fileprivate func stored(_ id: MessageID) async throws -> [String] {
    try await database.all(
      """
      SELECT u.username || ' ' || x.emoji || ' ' || x.place FROM reactions x JOIN users u ON u.id = x.user_id
      WHERE x.message_id = \(id) ORDER BY x.place, x.id
      """, as: Line.self
    ).map(\.text)
  }
}

private struct Line: RowDecodable {
  let text: String

  init(row: Row) throws { text = try row[0] }
}
