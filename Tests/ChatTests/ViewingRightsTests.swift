import Core
import SQL
import Testing

@testable import Chat

/// Who may go on viewing a room, asked for all who do.
@Suite("Viewing rights")
struct ViewingRightsTests {
  @Test("only those are withdrawn who are no members, whatever else they are, in one statement")
  func withdrawn() async throws {
    try await World.with { world in
      let ada = try await world.member("ada"), bob = try await world.member("bob")
      let moderator = try await world.member("mod", .moderator)
      let den = try await world.id(of: world.room("den", .private, ada, bob))
      let hall = try await world.id(of: world.room("hall", .public, ada))
      let viewers = [ada, bob, moderator].flatMap { member in [den, hall, RoomID(.max)].map { Viewer(member.id, of: .room($0)) } }
      let before = world.database.metrics.statements
      let withdrawn = try await world.chat.live.withdrawn(among: viewers)
      #expect(world.database.metrics.statements - before == 1)
      let expected = [
        Viewer(bob.id, of: .room(hall)), Viewer(moderator.id, of: .room(den)), Viewer(moderator.id, of: .room(hall)),
        Viewer(ada.id, of: .room(RoomID(.max))),
        Viewer(bob.id, of: .room(RoomID(.max))), Viewer(moderator.id, of: .room(RoomID(.max))),
      ]
      #expect(Set(withdrawn) == Set(expected) && withdrawn.count == expected.count)
      try await world.chat.rooms.removeMember(world.scope(ada), "bob", from: RoomName("den")!)
      #expect(
        try await world.chat.live.withdrawn(among: [Viewer(ada.id, of: .room(den)), Viewer(bob.id, of: .room(den))]) == [
          Viewer(bob.id, of: .room(den))
        ])
      try await world.database.run("UPDATE rooms SET archived_at = 1 WHERE id = \(hall)")
      #expect(try await world.chat.live.withdrawn(among: [Viewer(ada.id, of: .room(hall))]) == [Viewer(ada.id, of: .room(hall))])
      #expect(try await world.chat.live.withdrawn(among: []).isEmpty)
    }
  }

  @Test("ten thousand viewers are looked up by the key of the table")
  func effort() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let den = try await world.id(of: world.room("den", .private, ada))
      let viewers = (0..<10_000).map { Viewer(UserID(1_000_000 + $0), of: .room(den)) } + [Viewer(ada.id, of: .room(den))]
      let began = ContinuousClock.now
      #expect(try await world.chat.live.withdrawn(among: viewers).count == 10_000)
      #expect(ContinuousClock.now - began < .seconds(5))
      guard world.database.dialect == .sqlite else { return }
      let plan = try await world.database.all("EXPLAIN QUERY PLAN \(RoomRepository.withdrawn(among: viewers))", as: PlanLine.self)
      let text = plan.map(\.detail).joined(separator: "\n")
      #expect(text.contains("SEARCH m USING PRIMARY KEY (room_id=? AND user_id=?)") && !text.contains("SCAN m"), "\(text)")
    }
  }
}

private struct PlanLine: RowDecodable, Sendable {
  let detail: String
  init(row: Row) throws { detail = try row[3] }
}
