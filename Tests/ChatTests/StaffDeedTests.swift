import Core
import JSON
import SQL
import Testing

@testable import Chat

@Suite("What staff do in rooms")
struct StaffDeedTests {
  private struct Cast {
    let world: World
    let (owner, member, moderator): (Member, Member, Member)
    let room: RoomName
    var subject: String { get async throws { "room:\(try await world.id(of: room))" } }

    init(_ world: World) async throws {
      self.world = world
      owner = try await world.member("owner")
      member = try await world.member("member")
      moderator = try await world.member("mod_x", .moderator)
      room = try await world.room("attic", .private, owner, member)
    }

    func lines() async throws -> [String] {
      try await world.loaded(room).messages.sorted { $0.key < $1.key }.compactMap { $0.value["content"]?.string }
    }
  }

  @Test("letting oneself in is in the log and in the room, as one message that changes nothing else")
  func entering() async throws {
    try await World.with { world in
      let cast = try await Cast(world)
      let scope = world.scope(cast.moderator)
      try await world.verify(cast.room, as: scope, tells: ["rooms_changed", "new_message"]) {
        try await world.chat.rooms.addMember($0, "MOD_X", to: cast.room)
      }
      #expect(try await cast.lines() == ["*joined as a moderator*"])
      let line = try #require(try await world.loaded(cast.room).messages.values.first)
      #expect(line["author"]?["username"] == "mod_x" && line["seq"]?.int == 1)
      #expect(line["html"]?.string?.contains("<em>joined as a moderator</em>") == true)
      #expect(try await world.log() == ["mod_x room.enter \(try await cast.subject)"])
      try await world.verify(cast.room, as: world.scope(cast.moderator), tells: []) {
        try await world.chat.rooms.addMember($0, "mod_x", to: cast.room)
      }
      #expect(try await world.log().count == 1)
    }
  }

  @Test("the line is nobody's to edit or delete, not even the moderator's it names")
  func lasting() async throws {
    try await World.with { world in
      let cast = try await Cast(world)
      let admin = try await world.member("admin", .admin)
      for staff in [cast.moderator, admin] { try await world.chat.rooms.addMember(world.scope(staff), staff.username, to: cast.room) }
      for member in [cast.moderator, admin, cast.owner] {
        try await world.refuses(.forbidden, cast.room, world.scope(member)) { _ = try await world.chat.messages.delete($0, MessageID(1)) }
        try await world.refuses(.forbidden, cast.room, world.scope(member)) {
          _ = try await world.chat.messages.edit($0, MessageID(1), to: MessageText("nothing")!)
        }
      }
      for number in 0..<60 { try await world.post(cast.owner, "n\(number)", in: cast.room) }
      try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now())
      try await world.refuses(.forbidden, cast.room, world.scope(cast.moderator)) {
        _ = try await world.chat.messages.delete($0, MessageID(1))
      }
    }
  }

  @Test("letting others in and showing them out is in the log and in the room; what the creator does is not")
  func members() async throws {
    try await World.with { world in
      let cast = try await Cast(world)
      for name in ["new", "other"] { _ = try await world.member(name) }
      let rooms = world.chat.rooms
      try await world.verify(cast.room, as: world.scope(cast.moderator), tells: ["rooms_changed", "new_message"]) {
        try await rooms.addMember($0, "new", to: cast.room)
      }
      try await world.verify(
        cast.room, as: world.scope(cast.moderator), tells: ["membership_ended", "rooms_changed", "new_message"]
      ) { try await rooms.removeMember($0, "member", from: cast.room) }
      try await world.verify(cast.room, as: world.scope(cast.owner), tells: ["rooms_changed"]) {
        try await rooms.addMember($0, "other", to: cast.room)
      }
      try await world.verify(cast.room, as: world.scope(cast.owner), tells: ["membership_ended", "rooms_changed"]) {
        try await rooms.removeMember($0, "other", from: cast.room)
      }
      #expect(try await cast.lines() == ["*let `new` in as a moderator*", "*showed `member` out as a moderator*"])
      let subject = try await cast.subject
      #expect(try await world.log() == ["mod_x room.add_member \(subject)", "mod_x room.remove_member \(subject)"])
    }
  }

  @Test("a removed room is found nowhere, its viewers are told, and its name stays taken")
  func removing() async throws {
    try await World.with { world in
      let cast = try await Cast(world)
      let id = try await world.post(cast.member, "first", in: cast.room).id
      let room = try await world.id(of: cast.room)
      for member in [cast.owner, cast.member] {
        await #expect { try await world.chat.rooms.remove(world.scope(member), cast.room) } throws: {
          ($0 as? AppError)?.code == .forbidden
        }
      }
      let scope = world.scope(cast.moderator)
      try await world.chat.rooms.remove(scope, cast.room)
      #expect(scope.outbox.take().map(\.nodeEvent) == [.roomRemoved(room, name: "attic")])
      #expect(try await world.log() == ["mod_x room.remove room:\(room)"])
      for member in [cast.owner, cast.member, cast.moderator] {
        let acts: [PermissionTests.Action] = [
          PermissionTests.post, PermissionTests.edit, PermissionTests.delete, PermissionTests.react, PermissionTests.markRead,
          PermissionTests.join, PermissionTests.open, PermissionTests.leave, PermissionTests.page, PermissionTests.messagePage,
          PermissionTests.addMember, PermissionTests.older, PermissionTests.changed,
        ]
        for act in acts {
          await #expect {
            try await act(world, world.scope(member), cast.room, id)
          } throws: { ($0 as? AppError)?.code == .notFound }
        }
        #expect(try await !world.chat.rooms.list(world.scope(member)).contains { $0.name == cast.room })
        #expect(try await !world.chat.live.admits(member.id, to: room))
        #expect(try await world.chat.live.unread(for: member.id).isEmpty)
      }
      await #expect { try await world.chat.rooms.remove(world.scope(cast.moderator), cast.room) } throws: {
        ($0 as? AppError)?.code == .notFound
      }
      await #expect { try await world.room("attic", .public, cast.owner) } throws: { ($0 as? AppError)?.code == .conflict }
      for name in RoomService.permanent {
        await #expect { try await world.chat.rooms.remove(world.scope(cast.moderator), name) } throws: {
          ($0 as? AppError)?.code == .validation
        }
      }
    }
  }
}
