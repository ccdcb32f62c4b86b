import Core
import CoreTesting
import Crypto
import SQL
import Testing

@testable import Chat

@Suite("Conversations at rest")
struct SealingTests {
  private static let other = SealingKey([UInt8](repeating: 9, count: SealingKey.length))

  @Test("no text and no word of it is in any table: posted, edited, quoted, attached or archived")
  func nothingInTheClear() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      let id = try await world.chat.messages.post(
        world.scope(ada, request: "r", digest: "d"), in: room, MessageText("plainword alpha")!
      ).id
      _ = try await world.chat.messages.edit(world.scope(ada), id, to: MessageText("plainword beta")!)
      try await world.post(bob, "plainword gamma", in: room, replyTo: id)
      for _ in 0..<60 { try await world.post(bob, "plainword delta", in: room) }
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now()) > 0)
      let columns = try await world.database.read { connection in
        var texts: [String] = []
        for table in ["messages", "messages_archive"] as [StaticString] {
          texts += try await connection.all("SELECT content, html FROM \(raw: table)") { row in
            let (content, html): (String?, String?) = (try row[0], try row[1])
            return (content ?? "") + " " + (html ?? "")
          }
        }
        texts += try await connection.all("SELECT answer FROM replays") { String(decoding: try $0[0] as [UInt8], as: UTF8.self) }
        return texts
      }
      #expect(columns.count > 60 && columns.allSatisfy { !$0.contains("plainword") && !$0.contains("<p>") })
      #expect(try await world.chat.pages.room(world.scope(bob), room).messages.last?.text?.content == "plainword delta")
      let oldest = try await world.chat.history.older(world.scope(bob), in: room, than: MessageID(id.rawValue + 1), limit: 5)
      #expect(String(decoding: oldest.objects, as: UTF8.self).contains("plainword beta"))
    }
  }

  @Test("a row that is moved, turned or cut does not open; its neighbours do, and it is counted once")
  func tampering() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let (one, two) = (try await world.conversation(ada, bob), try await world.conversation(ada, cy))
      let ids = [
        try await world.post(ada, "first", in: one).id, try await world.post(bob, "second", in: one).id,
        try await world.post(ada, "third", in: two).id, try await world.post(ada, "fourth", in: one).id,
        try await world.post(ada, "fifth", in: one).id,
      ]
      let copy: @Sendable (Int, Int) -> SQL = { to, from in
        """
        UPDATE messages SET content = (SELECT content FROM messages WHERE id = \(ids[from])), html = (SELECT html FROM messages
          WHERE id = \(ids[from])) WHERE id = \(ids[to])
        """
      }
      _ = try await world.database.run(copy(0, 2))
      _ = try await world.database.run(copy(1, 4))
      _ = try await world.database.run("UPDATE messages SET html = substr(html, 1, length(html) - 4) WHERE id = \(ids[3])")
      for _ in 0..<2 {
        let shown = try await world.chat.pages.room(world.scope(bob), one).messages
        #expect(shown.map(\.isUnreadable) == [true, true, true, false])
        #expect(shown.allSatisfy { !$0.isDeleted } && shown[3].text?.content == "fifth")
        let json = String(decoding: shown[0].json, as: UTF8.self)
        #expect(json.contains("This message cannot be read") && json.contains(#""content":null"#) && json.contains(#""deleted":false"#))
      }
      #expect(world.vault.unreadableCount == 3)
      _ = try await world.chat.messages.delete(world.scope(ada), ids[3])
    }
  }

  @Test("a wrapped key opens for its own conversation only")
  func wrapping() {
    let masters = MasterKeys(current: Self.other)
    let key = SealingKey.random()
    let wrapped = masters.wrap(key, of: RoomID(5))
    #expect(wrapped.master == Self.other.id && masters.unwrap(wrapped, of: RoomID(5))?.bytes == key.bytes)
    #expect(masters.unwrap(wrapped, of: RoomID(6)) == nil && World.masters.unwrap(wrapped, of: RoomID(5)) == nil)
  }

  @Test("a text is bound to conversation, author, time and column")
  func binding() {
    let (seal, now) = (ConversationSeal(RoomID(1), .random()), Timestamp(microseconds: 5))
    for text in ["", "x", String(repeating: "🐈", count: 4_000)] {
      let sealed = seal.seal(text, as: .content, by: UserID(2), at: now)
      #expect(sealed != seal.seal(text, as: .content, by: UserID(2), at: now))
      #expect(seal.open(sealed, as: .content, by: UserID(2), at: now) == text)
      #expect(seal.open(sealed, as: .html, by: UserID(2), at: now) == nil)
      #expect(seal.open(sealed, as: .content, by: UserID(3), at: now) == nil)
      #expect(seal.open(sealed, as: .content, by: UserID(2), at: Timestamp(microseconds: 6)) == nil)
    }
    #expect(seal.open("not base64 !", as: .content, by: UserID(2), at: now) == nil)
    #expect(seal.open("AAAA", as: .content, by: UserID(2), at: now) == nil)
  }

  @Test("a new master key needs the old one until all is rewrapped, and rewrapping can stop in the middle")
  func rotation() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let rooms = [try await world.conversation(ada, bob), try await world.conversation(ada, cy), try await world.conversation(bob, cy)]
      try await world.post(ada, "hello", in: rooms[0])
      let old = World.masters.current
      let unaware = world.restarted(with: MasterKeys(current: Self.other))
      #expect(try await unaware.keys.unknown() == [old.id])
      await #expect(throws: UnknownMasterKey(ids: [old.id])) { try await unaware.start() }
      let both = world.restarted(with: MasterKeys(current: Self.other, old: [old]))
      try await both.start()
      // As if the command had been killed after its first transaction.
      let keys = both.keys.keys
      let some = try await world.database.write { try await keys.rewrap(after: RoomID(0), limit: 1, in: $0) }
      #expect(some.count == 1)
      let status = try await both.keys.status(world.systemScope())
      #expect(Set(status.map(\.description)) == ["\(old.id) 2 old", "\(Self.other.id) 1 current"])
      #expect(
        try await world.restarted(with: MasterKeys(current: Self.other, old: [old])).pages.room(world.scope(bob), rooms[0]).messages.count
          == 1)
      #expect(try await both.keys.rotate(world.systemScope()) == 2)
      #expect(try await both.keys.rotate(world.systemScope()) == 0)
      try await unaware.start()
      let page = try await world.restarted(with: MasterKeys(current: Self.other)).pages.room(world.scope(bob), rooms[0])
      #expect(page.messages.map(\.text?.content) == ["hello"])
    }
  }

  @Test("the conversations of a lost key are given up: tombstones, and they go on under a new key")
  func forgetting() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      for number in 0..<53 { try await world.post(ada, "n\(number)", in: room) }
      let lost = World.masters.current.id
      let system = world.systemScope()
      #expect(await refusal { try await world.chat.keys.forget(system, master: lost) }?.code == .conflict)
      let chat = world.restarted(with: MasterKeys(current: Self.other))
      #expect(try await chat.keys.forget(system, master: lost) == 1)
      #expect(try await chat.keys.status(system).map(\.state) == [.current])
      #expect(try await chat.pages.room(world.scope(bob), room).messages.allSatisfy(\.isDeleted))
      _ = try await chat.messages.post(world.scope(bob), in: room, MessageText("again")!)
      #expect(try await chat.pages.room(world.scope(ada), room).messages.last?.text?.content == "again")
    }
  }

  @Test("who leaves for good leaves tombstones, and the key of a conversation without members is erased")
  func departure() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      try await world.post(ada, "mine", in: room)
      try await world.post(bob, "yours", in: room)
      try await world.chat.personal.erase(world.systemScope(), everythingOf: ada.id)
      let page = try await world.chat.pages.room(world.scope(bob), room)
      #expect(page.messages.map(\.isDeleted) == [true, false] && page.title == "someone who left" && !page.mayPost)
      #expect(try await world.database.value("SELECT COUNT(*) FROM conversations WHERE wrapped_key IS NOT NULL") == 1)
      try await world.chat.personal.erase(world.systemScope(), everythingOf: bob.id)
      #expect(try await world.database.value("SELECT COUNT(*) FROM conversations WHERE wrapped_key IS NOT NULL") == 0)
    }
  }

  @Test("an export holds what its member can read, both sides, and the part of rooms holds none of it")
  func export() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      try await world.post(ada, "cleared", in: room)
      try await world.chat.conversations.clear(world.scope(bob), room)
      let gone = try await world.post(ada, "deleted", in: room).id
      _ = try await world.chat.messages.delete(world.scope(ada), gone)
      try await world.post(ada, "one", in: room)
      try await world.post(bob, "two", in: room)
      let parts = try await world.exported(bob)
      #expect(parts.conversations.contains(#""members":["ada","bob"]"#))
      #expect(parts.conversations.contains(#""content":"one""#) && parts.conversations.contains(#""content":"two""#))
      #expect(!parts.conversations.contains("cleared") && !parts.conversations.contains("deleted") && parts.messages == "[]")
      #expect(try await world.exported(ada).conversations.contains("cleared"))
    }
  }
}

extension World {
  fileprivate func exported(_ member: Member) async throws -> (conversations: String, messages: String) {
    (
      String(decoding: try await WrittenPart.json { try await chat.personalConversations.export(of: member.id, to: $0) }, as: UTF8.self),
      String(decoding: try await WrittenPart.json { try await chat.personal.export(of: member.id, to: $0) }, as: UTF8.self)
    )
  }
}
