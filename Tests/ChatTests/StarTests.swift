import Core
import SQL
import Testing

@testable import Chat

@Suite("Starred rooms") struct StarTests {
  @Test("stand at the top of the member's own list, and only their own pages are told") func order() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let rooms = [try await world.room("den", .public, ada, bob), try await world.room("yard", .private, ada, bob)]
      #expect(try await names(world, ada) == ["den", "yard"])
      try await world.verify(rooms[1], as: world.scope(ada), tells: ["rooms_changed"]) {
        try await world.chat.rooms.star($0, rooms[1])
      }
      #expect(try await names(world, ada) == ["yard", "den"])
      #expect(try await names(world, bob) == ["den", "yard"])
      // Programs get the list in the order of the protocol.
      #expect(try await world.chat.rooms.list(world.scope(ada)).filter(\.isMember).map(\.name) == rooms)
      // Starring it again changes and tells nothing.
      try await world.verify(rooms[1], as: world.scope(ada), tells: []) { try await world.chat.rooms.star($0, rooms[1]) }
      #expect(try await world.chat.personal.stars(of: ada.id) == Array(#"["yard"]"#.utf8))
      try await world.verify(rooms[1], as: world.scope(ada), tells: ["rooms_changed"]) {
        try await world.chat.rooms.unstar($0, rooms[1])
      }
      try await world.verify(rooms[1], as: world.scope(ada), tells: []) { try await world.chat.rooms.unstar($0, rooms[1]) }
      #expect(try await names(world, ada) == ["den", "yard"])
    }
  }

  @Test("are the member's rooms: others, hidden ones and conversations cannot be starred") func refused() async throws {
    try await World.with { world in
      let (ada, cy) = (try await world.member("ada"), try await world.member("cy"))
      for kind in [RoomKind.public, .private] {
        let room = try await world.room(kind.rawValue, kind, ada)
        try await world.refuses(.notFound, room, world.scope(cy)) { try await world.chat.rooms.star($0, room) }
      }
      let opened = try await world.chat.conversations.open(world.scope(ada), with: ["cy"])
      await #expect(throws: AppError.self) {
        try await world.chat.rooms.star(world.scope(ada), RoomName(direct: opened.id))
      }
    }
  }

  @Test("are shown also to somebody with more rooms than the list has") func beyond() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      for number in 0..<OwnRooms.most { _ = try await world.room("r-\(1_000 + number)", .public, ada) }
      let last = try await world.room("zz", .public, bob, ada)
      #expect(try await !names(world, ada).contains("zz"))
      try await world.chat.rooms.star(world.scope(ada), last)
      let listed = try await names(world, ada)
      #expect(listed.first == "zz" && listed.count == OwnRooms.most)
    }
  }

  @Test("starred fifty times at once, one star, one word of it") func race() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let told = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 {
          group.addTask {
            let scope = world.scope(ada)
            try await world.chat.rooms.star(scope, room)
            return scope.outbox.take().count
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(told == 1)
      #expect(try await world.database.value("SELECT COUNT(*) FROM starred_rooms", as: Int.self) == 1)
    }
  }

  @Test("The list of rooms tells who is inside, of those whom the viewer may know, and when somebody wrote.") func stirs() async throws {
    let online = OnlineMembers()
    try await World.with { world in
      var people: [Member] = []
      for name in ["ada", "bob", "shy", "eve"] { people.append(try await world.member(name)) }
      let (ada, bob, shy, eve) = (people[0], people[1], people[2], people[3])
      _ = try await world.room("den", .public, ada, bob)
      _ = try await world.room("yard", .public, ada)
      let den = try #require(try await world.database.value("SELECT id FROM rooms WHERE name = 'den'", as: RoomID.self))
      _ = try await world.post(bob, "hello", in: RoomName("den")!)
      try await world.database.write { transaction in
        try await transaction.run("UPDATE users SET show_online = \(false) WHERE id = \(shy.id)")
        try await transaction.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(eve.id), \(ada.id), \(world.now()))")
      }
      for person in [bob, shy, eve] { online.update([person.id: OnlineMember(since: world.now(), rooms: [den])]) }
      let repository = RoomStirRepository(online: online)
      func inside(_ viewer: Member) async throws -> Int? {
        try await world.database.read { try await repository.stirs(in: [den], for: viewer.id, in: $0)[den]?.inside }
      }
      #expect(try await inside(ada) == 1)
      #expect(try await inside(bob) == 2)
      #expect(try await inside(shy) == 3)
      let stirs = try await world.chat.pages.list(world.scope(ada)).directory.stirs
      #expect(stirs[den]?.lastAt != nil && stirs.values.filter { $0.lastAt == nil }.count == stirs.count - 1)
    }
  }

  private func names(_ world: World, _ member: Member) async throws -> [String] {
    try await world.chat.pages.sidebar(world.scope(member)).rooms.map(\.name.rawValue).filter { !RoomName.isFirst($0) }
  }
}

extension RoomName {
  fileprivate static func isFirst(_ name: String) -> Bool { first.contains { $0.rawValue == name } }
}
