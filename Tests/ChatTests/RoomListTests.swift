import Core
import JSON
import SQL
import Testing

@testable import Chat

@Suite("Lists of rooms")
struct RoomListTests {
  /// Public and private rooms nobody asked about belongs to.
  private func rooms(_ world: World, _ count: Int, from first: Int = 0) async throws {
    try await world.database.write { transaction in
      for number in first..<count {
        try await transaction.run(
          """
          INSERT INTO rooms (name, topic, kind) VALUES (\("r-" + String(100_000 + number)), \(String(repeating: "t", count: 200)),
            \(number % 5 == 0 ? "private" : "public"))
          """)
      }
    }
  }

  @Test("cost a page the same among 3,000 rooms as among 30, in bytes and in statements")
  func pages() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      try await world.post(bob, "hello", in: room)
      try await rooms(world, 60)
      let browser = Browser(world)
      func look() async throws -> [(bytes: Int, statements: Int)] {
        var costs: [(Int, Int)] = []
        for path in ["/rooms/den", "/rooms/den/messages/1", "/rooms", "/sidebar/rooms"] {
          let before = world.database.metrics.statements
          let page = try await browser.get(path, as: ada)
          #expect(page.status == 200)
          costs.append((page.text.utf8.count, world.database.metrics.statements - before))
        }
        return costs
      }
      _ = try await look()
      let few = try await look()
      try await rooms(world, 3_000, from: 60)
      let many = try await look()
      for (few, many) in zip(few, many) { #expect(few == many) }
      #expect(many[0].bytes < 40_000 && many[3].bytes < 4_000, "\(many)")
      let listed = try await world.chat.rooms.list(world.scope(ada))
      #expect(listed.count <= OwnRooms.most + RoomDirectory.mostOthers)
    }
  }

  @Test("hold all rooms of the member and the first of the others")
  func socket() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      try await world.room("zoo", .private, ada)
      _ = try await world.chat.rooms.join(world.scope(ada), RoomName("random")!)
      try await rooms(world, 400)
      let names = try await world.chat.rooms.list(world.scope(ada)).map(\.name.rawValue)
      #expect(names.prefix(2) == ["general", "announcements"])
      #expect(names.count == 202 && names.dropFirst(2) == names.dropFirst(2).sorted()[...])
      #expect(names.contains("zoo") && names.contains("random"))
    }
  }

  @Test("of the directory name every public room once, slice by slice, and no private one")
  func directory() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      try await rooms(world, 260)
      var (seen, after, slices): ([String], RoomName?, Int) = ([], nil, 0)
      repeat {
        let page = try await world.chat.pages.list(world.scope(ada), after: after)
        seen += page.directory.rooms.map(\.name.rawValue)
        after = page.directory.next
        slices += 1
      } while after != nil
      #expect(seen.count == 208 + 3 && Set(seen).count == seen.count && slices == 5)
      #expect(seen.prefix(2) == ["general", "announcements"] && seen.dropFirst(2) == seen.dropFirst(2).sorted()[...])
      #expect(!seen.contains("r-100005"))
    }
  }

  @Test("of the directory find rooms by how their names begin")
  func search() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      for name in ["cat", "cats-and-dogs", "cat_food", "car", "dog", "c"].filter({ $0.count > 1 }) {
        try await world.room(name, .public, ada)
      }
      try await world.room("cat-secret", .private, ada)
      func found(_ text: String) async throws -> [String] {
        try await world.chat.pages.list(world.scope(ada), search: text).directory.rooms.map(\.name.rawValue)
      }
      #expect(try await found("cat") == ["cat", "cat_food", "cats-and-dogs"])
      #expect(try await found("CATS and") == ["cats-and-dogs"])
      #expect(try await found("gen") == ["general"])
      for nothing in ["x", "ä", "{", "%", "c%", String(repeating: "a", count: 100)] {
        #expect(try await found(nothing) == [], "\(nothing)")
      }
      let page = try await Browser(world).get("/rooms?q=%22%3E%3Cscript%3E", as: ada)
      #expect(page.status == 200 && !page.text.contains("<script>"))
    }
  }

  @Test("stop at a hundred rooms for members who belong to more from former times")
  func former() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      try await rooms(world, 150)
      try await world.database.run(
        """
        INSERT INTO room_members (room_id, user_id, last_read_id, joined_at, opened_at)
        SELECT id, \(ada.id), 0, 0, 0 FROM rooms WHERE name <> 'random'
        """)
      let own = try await world.chat.pages.sidebar(world.scope(ada)).rooms
      #expect(own.count == 100 && own.prefix(2).map(\.name.rawValue) == ["general", "announcements"])
      #expect(try await world.chat.live.unread(for: ada.id).count <= 100)
    }
  }
}
