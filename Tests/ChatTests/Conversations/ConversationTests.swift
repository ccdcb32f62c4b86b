import Core
import JSON
import Relations
import SQL
import Testing

@testable import Chat

@Suite("In conversations")
struct ConversationTests {
  @Test("posting, editing, reacting and deleting tell what was stored, as in rooms")
  func changes() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      let id = try await world.verify(room, as: world.scope(ada), tells: ["new_message", "conversation_changed"]) { scope in
        try await world.chat.messages.post(scope, in: room, MessageText("**hello** @bob")!)
      }.id
      try await world.verify(room, as: world.scope(ada), tells: ["message_edited", "conversation_changed"]) { scope in
        try await world.chat.messages.edit(scope, id, to: MessageText("goodbye")!)
      }
      try await world.verify(room, as: world.scope(bob), tells: ["message_reacted"]) { scope in
        try await world.chat.messages.react(scope, to: id, with: Emoji("🐈")!)
      }
      let reply = try await world.verify(room, as: world.scope(bob), tells: ["new_message", "conversation_changed"]) { scope in
        try await world.chat.messages.post(scope, in: room, MessageText("why")!, replyTo: id)
      }.id
      try await world.verify(room, as: world.scope(ada), tells: ["message_deleted", "conversation_changed"]) { scope in
        try await world.chat.messages.delete(scope, id)
      }
      #expect(try await world.message(reply, in: room)["reply_to"]?.int == id.rawValue)
      #expect(try await world.database.value("SELECT COUNT(*) FROM mentions") == 0)
    }
  }

  @Test("for everybody else it does not exist, moderators and administrators included")
  func strangers() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      let id = try await world.post(ada, "secret", in: room).id
      for stranger in [try await world.member("eve"), try await world.member("mod", .moderator), try await world.member("root", .admin)] {
        try await world.refuses(.notFound, room, world.scope(stranger)) {
          _ = try await world.chat.messages.post($0, in: room, .init("x")!)
        }
        try await world.refuses(.notFound, room, world.scope(stranger)) { _ = try await world.chat.messages.edit($0, id, to: .init("x")!) }
        try await world.refuses(.notFound, room, world.scope(stranger)) { _ = try await world.chat.messages.delete($0, id) }
        try await world.refuses(.notFound, room, world.scope(stranger)) {
          _ = try await world.chat.messages.react($0, to: id, with: Emoji("🐈")!)
        }
        try await world.refuses(.notFound, room, world.scope(stranger)) { try await world.chat.readMarkers.markRead($0, id, in: room) }
        try await world.refuses(.notFound, room, world.scope(stranger)) { _ = try await world.chat.rooms.join($0, room) }
        try await world.refuses(.notFound, room, world.scope(stranger)) { try await world.chat.rooms.leave($0, room) }
        try await world.refuses(.notFound, room, world.scope(stranger)) { try await world.chat.conversations.clear($0, room) }
        try await world.refuses(stranger.role == .member ? .forbidden : .notFound, room, world.scope(stranger)) {
          try await world.chat.rooms.remove($0, room)
        }
        try await world.refuses(.notFound, room, world.scope(stranger)) { _ = try await world.chat.pages.room($0, room) }
        #expect(await refusal { try await world.chat.conversations.conversation(world.scope(stranger), room.direct!) }?.code == .notFound)
      }
      let moderator = try await world.member("mo", .moderator)
      let theirs = try await world.conversation(moderator, ada)
      let said = try await world.post(ada, "hello", in: theirs).id
      try await world.refuses(.forbidden, theirs, world.scope(moderator)) { _ = try await world.chat.messages.delete($0, said) }
    }
  }

  @Test("it is in no list of rooms, and counts against no number of rooms")
  func absent() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      try await world.post(ada, "hello", in: room)
      #expect(try await world.chat.rooms.list(world.scope(bob)).allSatisfy { $0.name != room })
      #expect(try await world.chat.pages.list(world.scope(bob)).own.rooms.isEmpty)
      #expect(try await world.chat.rooms.home(world.scope(bob)) == .general)
      #expect(try await world.chat.live.unread(for: bob.id) == [UnreadCount(room: room.rawValue, count: 1, mentions: 0)])
      #expect(await refusal { try await world.chat.rooms.addMember(world.scope(ada), "bob", to: room) }?.code == .notFound)
    }
  }

  @Test("a block, a ban and dm_policy end writing, reading stays; whom somebody wrote to may answer")
  func whoMayWrite() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      try await world.setPolicy(.nobody, of: bob)
      try await world.refuses(.forbidden, room, world.scope(ada)) { _ = try await world.chat.messages.post($0, in: room, .init("x")!) }
      #expect(try await world.seen(room, by: ada).reason == "The bob does not take messages from you")
      let id = try await world.post(bob, "hello", in: room).id
      try await world.post(ada, "hello you", in: room)
      #expect(try await world.seen(room, by: ada).reason == nil)
      try await world.block(bob, ada)
      for member in [ada, bob] {
        try await world.refuses(.forbidden, room, world.scope(member)) { _ = try await world.chat.messages.post($0, in: room, .init("x")!) }
        try await world.refuses(.forbidden, room, world.scope(member)) {
          _ = try await world.chat.messages.react($0, to: id, with: Emoji("🐈")!)
        }
        #expect(try await world.seen(room, by: member).reason != nil)
        #expect(try await world.chat.pages.room(world.scope(member), room).messages.count == 2)
      }
      try await world.refuses(.forbidden, room, world.scope(bob)) { _ = try await world.chat.messages.edit($0, id, to: .init("x")!) }
      try await world.verify(room, as: world.scope(bob), tells: ["message_deleted", "conversation_changed"]) {
        try await world.chat.messages.delete($0, id)
      }
      let place = Place(.room(room.direct!), named: room.rawValue)
      #expect(try await !world.chat.live.admitsTyping(of: ada, in: place))
    }
  }

  @Test("of three, blocks are asked when it is opened and no more")
  func three() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let room = try await world.conversation(ada, bob, cy)
      try await world.block(bob, ada)
      try await world.post(ada, "hello", in: room)
      #expect(try await world.seen(room, by: ada).reason == nil)
    }
  }

  @Test("a reply to a message of another conversation or room finds nothing")
  func foreignReply() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let (room, other) = (try await world.conversation(ada, bob), try await world.conversation(ada, cy))
      let den = try await world.room("den", .public, ada)
      let foreign = [try await world.post(ada, "there", in: other).id, try await world.post(ada, "there", in: den).id]
      for id in foreign {
        try await world.refuses(.notFound, room, world.scope(ada)) {
          _ = try await world.chat.messages.post($0, in: room, .init("x")!, replyTo: id)
        }
      }
      let mine = try await world.post(ada, "here", in: room).id
      try await world.refuses(.notFound, den, world.scope(ada)) {
        _ = try await world.chat.messages.post($0, in: den, .init("x")!, replyTo: mine)
      }
    }
  }

  @Test("the same request has one effect")
  func once() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      let first = try await world.chat.messages.post(world.scope(ada, request: "r", digest: "d"), in: room, MessageText("hello")!)
      let again = try await world.chat.messages.post(world.scope(ada, request: "r", digest: "d"), in: room, MessageText("hello")!)
      #expect(first == again)
      #expect(try await world.loaded(room).messages.count == 1)
    }
  }

  @Test("three can be left for good, two cannot; the last one may read and not post")
  func leaving() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let two = try await world.conversation(ada, bob)
      #expect(await refusal { try await world.chat.rooms.leave(world.scope(ada), two) }?.message == "Clear it instead")
      let three = try await world.conversation(ada, bob, cy)
      try await world.post(cy, "hello", in: three)
      let scope = world.scope(bob)
      try await world.chat.rooms.leave(scope, three)
      let told = scope.outbox.take()
      #expect(told.ofRooms.map(\.type) == ["membership_ended", "conversation", "conversation_changed"])
      #expect(try JSONValue(parsing: told[1].data)["last_at"] == .null)
      try await world.refuses(.notFound, three, world.scope(bob)) { _ = try await world.chat.messages.post($0, in: three, .init("x")!) }
      #expect(try await world.chat.conversations.list(world.scope(bob)).conversations.isEmpty)
      try await world.post(ada, "still here", in: three)
      let fresh = try await world.conversation(bob, ada, cy)
      #expect(fresh != three)
      try await world.chat.rooms.leave(world.scope(cy), three)
      try await world.refuses(.forbidden, three, world.scope(ada)) { _ = try await world.chat.messages.post($0, in: three, .init("x")!) }
      #expect(try await world.chat.pages.room(world.scope(ada), three).messages.count == 2)
      try await world.chat.rooms.leave(world.scope(ada), three)
      #expect(try await world.database.value("SELECT COUNT(*) FROM conversations WHERE wrapped_key IS NULL") == 1)
    }
  }

  @Test("what one cleared never comes back to them: no page, no preview, no change, no number")
  func clearing() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      let old = try await world.post(ada, "old words", in: room).id
      let scope = world.scope(bob)
      try await world.chat.conversations.clear(scope, room)
      let events = scope.outbox.take()
      #expect(events.map(\.type).filter { $0 != "changed" } == ["conversation", "unread", "views_reset"])
      let gone = try JSONValue(parsing: events[0].data)
      #expect(gone["last_at"] == .null && gone["preview"] == .null && gone["unread"] == 0)
      #expect(try await world.chat.conversations.list(world.scope(bob)).conversations.isEmpty)
      #expect(try await world.chat.live.unread(for: bob.id).isEmpty)
      let edit = world.scope(ada)
      _ = try await world.chat.messages.edit(edit, old, to: MessageText("other old words")!)
      #expect(edit.outbox.take().first { $0.type == "message_edited" }?.hiddenFrom == [bob.id])
      #expect(try await world.chat.conversations.list(world.scope(bob)).conversations.isEmpty)
      let place = PlaceID.room(room.direct!)
      let start = HistoryCursor(epoch: world.epoch, sequence: 0)
      for (member, count) in [(ada, 1), (bob, 0)] {
        guard case .page(let page) = try await world.chat.live.page(in: place, after: start, for: member.id) else {
          return #expect(Bool(false))
        }
        #expect(try JSONValue(parsing: page.objects).array?.count == count)
        #expect(try JSONValue(parsing: try await world.chat.live.newest(in: place, for: member.id)[0].objects).array?.count == count)
        #expect(try await world.chat.pages.room(world.scope(member), room).messages.count == count)
      }
      #expect(try await world.chat.live.changes(in: place, after: 0, limit: 9)[0].hiddenFrom == [bob.id])
      try await world.refuses(.notFound, room, world.scope(bob)) { try await world.chat.readMarkers.markRead($0, old, in: room) }
      try await world.refuses(.notFound, room, world.scope(bob)) {
        _ = try await world.chat.messages.post($0, in: room, .init("x")!, replyTo: old)
      }
      let new = try await world.post(ada, "new", in: room).id
      let list = try await world.chat.conversations.list(world.scope(bob)).conversations
      #expect(list.map(\.preview) == ["new"] && list.map(\.newest?.id) == [new] && list.map(\.unread) == [1])
    }
  }

  @Test("the others learn how far one has read, unless either does not show it")
  func reading() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      let id = try await world.post(ada, "hello", in: room).id
      let scope = world.scope(bob)
      try await world.chat.readMarkers.markRead(scope, id, in: room)
      let read = try #require(scope.outbox.take().first { $0.type == "message_read" })
      #expect(read.hiddenFrom == [bob.id])
      #expect(
        try JSONValue(parsing: read.data) == ["room": .string(room.rawValue), "user_id": .int(bob.id.rawValue), "id": .int(id.rawValue)])
      #expect(try await world.seen(room, by: ada).reads.map(\.upTo) == [id])
      let again = world.scope(bob)
      try await world.chat.readMarkers.markRead(again, id, in: room)
      #expect(again.outbox.take().allSatisfy { $0.type == "unread" })
      _ = try await world.database.run("INSERT INTO preferences (user_id, read_receipts) VALUES (\(ada.id), FALSE)")
      #expect(try await world.seen(room, by: ada).reads.isEmpty)
      let later = try await world.post(ada, "and", in: room).id
      let unseen = world.scope(bob)
      try await world.chat.readMarkers.markRead(unseen, later, in: room)
      #expect(unseen.outbox.take().allSatisfy { $0.type != "message_read" })
    }
  }

  @Test("an absent member gets one notification for a conversation, and reading or clearing it reads it")
  func notifying() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.conversation(ada, bob)
      let unread: SQL = "SELECT COUNT(*) FROM notices WHERE kind = 'dm' AND read_at IS NULL AND deleted_at IS NULL"
      let first = try await world.post(ada, "one", in: room).id
      try await world.post(ada, "two", in: room)
      #expect(try await world.database.value(unread) == 1)
      #expect(try await world.database.value("SELECT COUNT(*) FROM notice_events") == 1)
      try await world.chat.readMarkers.markRead(world.scope(bob), first, in: room)
      #expect(try await world.database.value(unread) == 0)
      world.online.update([bob.id: OnlineMember(since: world.now(), rooms: [room.direct!])])
      try await world.post(ada, "three", in: room)
      #expect(try await world.database.value(unread) == 0)
      world.online.update([bob.id: OnlineMember(since: world.now())])
      let last = try await world.post(ada, "four", in: room).id
      #expect(try await world.database.value(unread) == 1)
      _ = try await world.chat.messages.delete(world.scope(ada), last)
      #expect(try await world.database.value(unread) == 0)
      try await world.post(ada, "five", in: room)
      try await world.chat.conversations.clear(world.scope(bob), room)
      #expect(try await world.database.value(unread) == 0)
      try await world.chat.mutedRooms.mute(world.scope(bob), room)
      try await world.post(ada, "six", in: room)
      #expect(try await world.database.value(unread) == 0)
      #expect(try await world.seen(room, by: bob).isMuted)
    }
  }

  @Test("the list is paged by the newest message, each once")
  func paging() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      var rooms: [RoomName] = []
      for number in 0..<7 {
        let other = try await world.member("m\(number)")
        rooms.append(try await world.conversation(other, ada))
        try await world.post(other, "n\(number)", in: rooms[number])
      }
      var found: [RoomName] = []
      var bound: MessageID?
      repeat {
        let slice = try await world.chat.conversations.list(world.scope(ada), before: bound, limit: 3)
        found += slice.conversations.map(\.room)
        bound = slice.next
      } while bound != nil
      #expect(found == rooms.reversed())
    }
  }
}
