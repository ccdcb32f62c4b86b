import Core
import SQL
import Testing

@testable import Chat

@Suite("How many rooms")
struct RoomLimitTests {
  private func limits(_ change: (inout Limits) -> Void) -> Limits {
    var limits = Limits()
    change(&limits)
    return limits
  }

  private func make(_ world: World, _ member: Member, _ name: String) async throws {
    _ = try await world.chat.rooms.create(world.scope(member), RoomName(name)!, topic: .none, kind: .public)
  }

  @Test("one member may have made, until one is removed")
  func perMember() async throws {
    try await World.with(limits: limits { $0[.roomsPerMember] = 3 }) { world in
      let (ada, bob, cyd) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cyd", .moderator))
      for number in 1...3 { try await make(world, ada, "room-\(number)") }
      let scope = world.scope(ada)
      await #expect {
        _ = try await world.chat.rooms.create(scope, RoomName("room-4")!, topic: .none, kind: .public)
      } throws: { ($0 as? AppError)?.code == .limitExceeded }
      #expect(scope.outbox.take().isEmpty)
      try await make(world, bob, "room-4")
      try await world.chat.rooms.remove(world.scope(cyd), RoomName("room-2")!)
      try await make(world, ada, "room-5")
      await #expect { try await make(world, ada, "room-6") } throws: { ($0 as? AppError)?.code == .limitExceeded }
    }
  }

  @Test("a community may have")
  func perCommunity() async throws {
    // A new community has three.
    try await World.with(limits: limits { $0[.rooms] = 5 }) { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      try await make(world, ada, "fourth")
      try await make(world, bob, "fifth")
      await #expect { try await make(world, ada, "sixth") } throws: { ($0 as? AppError)?.code == .limitExceeded }
    }
  }

  @Test("one member may belong to, however they come in")
  func joined() async throws {
    try await World.with(limits: limits { $0[.joinedRooms] = 2 }) { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      _ = try await world.chat.rooms.join(world.scope(ada), .general)
      try await make(world, ada, "den")
      for refused in [
        { try await make(world, ada, "attic") },
        { _ = try await world.chat.rooms.join(world.scope(ada), RoomName("random")!) },
        { try await world.chat.rooms.open(world.scope(ada), RoomName("random")!) },
      ] as [@Sendable () async throws -> Void] {
        await #expect { try await refused() } throws: { ($0 as? AppError)?.code == .limitExceeded }
      }
      let cellar = try await world.room("cellar", .private, bob)
      await #expect {
        try await world.chat.rooms.addMember(world.scope(bob), "ada", to: cellar)
      } throws: { ($0 as? AppError)?.code == .limitExceeded }
      try await world.chat.rooms.leave(world.scope(ada), .general)
      try await world.chat.rooms.addMember(world.scope(bob), "ada", to: cellar)
      #expect(try await world.chat.pages.sidebar(world.scope(ada)).rooms.map(\.name.rawValue) == ["cellar", "den"])
    }
  }

  @Test("holds when 50 are made at once")
  func race() async throws {
    try await World.with(
      limits: limits {
        $0[.roomsPerMember] = 7; $0[.rooms] = 15
      }
    ) { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let made = try await together(50) { number in
        do {
          try await make(world, number % 2 == 0 ? ada : bob, "room-\(number)")
          return number % 2 == 0 ? "ada" : "bob"
        } catch let error as AppError where error.code == .limitExceeded {
          return "nobody"
        }
      }
      #expect(made.filter { $0 != "nobody" }.count == 12)
      #expect(made.filter { $0 == "ada" }.count <= 7 && made.filter { $0 == "bob" }.count <= 7)
    }
  }

  @Test("holds when 50 are joined at once")
  func joinRace() async throws {
    try await World.with(
      limits: limits {
        $0[.joinedRooms] = 10; $0[.roomsPerMember] = 60
      }
    ) { world in
      let ada = try await world.member("ada")
      var hosts: [Member] = []
      for number in 0..<50 {
        hosts.append(try await world.member("host\(number)"))
        try await make(world, hosts[number], "room-\(number)")
      }
      let joined = try await together(50) { number in
        do {
          _ = try await world.chat.rooms.join(world.scope(ada), RoomName("room-\(number)")!)
          return 1
        } catch let error as AppError where error.code == .limitExceeded {
          return 0
        }
      }
      #expect(joined.reduce(0, +) == 10)
    }
  }
}
