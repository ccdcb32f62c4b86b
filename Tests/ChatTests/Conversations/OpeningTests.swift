import Core
import Relations
import SQL
import Testing

@testable import Chat

@Suite("Opening conversations")
struct OpeningTests {
  @Test("the same people have one conversation, whoever opens it, and nobody else sees it before its first message")
  func oneForAll() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let two = try await world.conversation(ada, bob)
      #expect(try await world.conversation(bob, ada) == two)
      let three = try await world.conversation(ada, cy, bob)
      #expect(try await world.conversation(cy, bob, ada) == three && three != two)
      #expect(two.rawValue == "dm:\(two.direct!)")
      #expect(try await world.chat.conversations.list(world.scope(bob)).conversations.isEmpty)
      try await world.post(ada, "hello", in: two)
      let list = try await world.chat.conversations.list(world.scope(bob))
      #expect(list.conversations.map(\.room) == [two] && list.next == nil)
      let seen = list.conversations[0]
      #expect(seen.unread == 1 && seen.preview == "hello" && seen.reason == nil && seen.title == "The ada" && seen.reads.isEmpty)
    }
  }

  @Test("fifty at once, from both sides, open one")
  func atOnce() async throws {
    try await World.with(limits: lifted) { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let rooms = try await withThrowingTaskGroup(of: RoomName.self) { group in
        for number in 0..<50 {
          group.addTask { try await number % 2 == 0 ? world.conversation(ada, bob) : world.conversation(bob, ada) }
        }
        return try await group.reduce(into: Set<RoomName>()) { $0.insert($1) }
      }
      #expect(rooms.count == 1)
      #expect(try await world.database.value("SELECT COUNT(*) FROM conversations") == 1)
      #expect(try await world.database.value("SELECT COUNT(*) FROM room_members") == 2)
    }
  }

  @Test("oneself, nobody, the same twice, eight others: refused, naming the field")
  func malformed() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      for name in ["bob", "cy", "di", "ed", "flo", "gil", "hal", "ivy"] { _ = try await world.member(name) }
      let wrong: [[String]] = [
        [], ["ada"], ["bob", "ada"], ["bob", "BOB"], ["bob", "cy", "di", "ed", "flo", "gil", "hal", "ivy"],
      ]
      for usernames in wrong {
        let error = await refusal { try await world.chat.conversations.open(world.scope(ada), with: usernames) }
        #expect(error?.code == .validation && error?.details["usernames"] != nil, "\(usernames)")
      }
      for unknown in [["nobody"], ["bob", "nobody"], [String(repeating: "b", count: 400)]] {
        #expect(await refusal { try await world.chat.conversations.open(world.scope(ada), with: unknown) }?.code == .notFound)
      }
      let seven = ["bob", "cy", "di", "ed", "flo", "gil", "hal"]
      let room = try await world.chat.conversations.open(world.scope(ada), with: seven).id
      #expect(try await world.seen(RoomName(direct: room), by: ada).members.count == 8)
    }
  }

  @Test("who blocked me is nobody, whom I blocked conflicts, who takes nothing is refused unless we have it already")
  func relations() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let relations = RelationRepository(world.database)
      let open = { @Sendable (names: [String]) in try await world.chat.conversations.open(world.scope(ada), with: names) }
      try await world.database.write { _ = try await relations.block(ada.id, bob.id, at: world.now(), in: $0) }
      #expect(await refusal { try await open(["bob"]) }?.code == .conflict)
      #expect(await refusal { try await open(["cy", "bob"]) }?.code == .conflict)
      try await world.database.write { transaction in
        _ = try await relations.unblock(ada.id, bob.id, in: transaction)
        _ = try await relations.block(bob.id, ada.id, at: world.now(), in: transaction)
      }
      #expect(await refusal { try await open(["bob"]) }?.code == .notFound)
      try await world.setPolicy(.nobody, of: cy)
      let error = await refusal { try await open(["cy"]) }
      #expect(error?.code == .forbidden && error?.message == "The cy does not take messages from you")
      let room = try await world.conversation(cy, ada)
      #expect(try await open(["cy"]).id == room.direct)
    }
  }

  @Test("a member without the permission opens nothing, and a muted one who lacks post_message does")
  func permission() async throws {
    try await World.with { world in
      let (quiet, muted) = (
        try await world.member("quiet", without: [.sendDM]), try await world.member("muted", without: [.postMessage, .createRoom])
      )
      _ = try await world.member("bob")
      #expect(await refusal { try await world.chat.conversations.open(world.scope(quiet), with: ["bob"]) }?.code == .forbidden)
      #expect(await refusal { try await world.chat.conversations.open(world.scope(nil), with: ["bob"]) }?.code == .unauthorized)
      let room = RoomName(direct: try await world.chat.conversations.open(world.scope(muted), with: ["bob"]).id)
      let id = try await world.post(muted, "hello", in: room).id
      _ = try await world.chat.messages.edit(world.scope(muted), id, to: MessageText("hello you")!)
      _ = try await world.chat.messages.react(world.scope(muted), to: id, with: Emoji("🐈")!)
      let den = try await world.room("den", .public, try await world.member("ada"), muted)
      #expect(await refusal { try await world.post(muted, "hello", in: den) }?.code == .forbidden)
    }
  }

  @Test("opening twenty new ones an hour, and any number of those one has")
  func limit() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      for number in 0...20 { _ = try await world.member("m\(number)") }
      for number in 0..<20 { _ = try await world.chat.conversations.open(world.scope(ada), with: ["m\(number)"]) }
      #expect(await refusal { try await world.chat.conversations.open(world.scope(ada), with: ["m20"]) }?.code == .rateLimited)
      _ = try await world.chat.conversations.open(world.scope(ada), with: ["m3"])
    }
  }

  private var lifted: Limits {
    var limits = World.limits
    limits[.openConversation] = Limit.openConversation.lifted
    return limits
  }
}

/// What an action is refused with; nil if it is not.
func refusal<Result>(_ action: () async throws -> Result) async -> AppError? {
  do {
    _ = try await action()
    return nil
  } catch let error as AppError {
    return error
  } catch {
    return AppError(.serverError, "\(error)")
  }
}

extension World {
  func setPolicy(_ policy: DirectPolicy, of member: Member) async throws {
    _ = try await database.run("UPDATE users SET dm_policy = \(policy) WHERE id = \(member.id)")
  }

  func block(_ blocker: Member, _ blocked: Member) async throws {
    let relations = RelationRepository(database)
    try await database.write { _ = try await relations.block(blocker.id, blocked.id, at: self.now(), in: $0) }
  }
}
