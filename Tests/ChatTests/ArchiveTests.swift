import Accounts
import Core
import JSON
import Media
import Relations
import SQL
import Testing

@testable import Chat

@Suite("The archive")
struct ArchiveTests {
  /// What moved, the newest page staying.
  private func archived(_ world: World) async throws -> [Int64] {
    try await world.database.read { connection in
      try await connection.all("SELECT id FROM messages_archive ORDER BY id") { row in try row[0] }
    }
  }

  /// A room of `count` messages, all but the newest page of them archived.
  private func aged(_ world: World, _ author: Member, count: Int) async throws -> (room: RoomName, ids: [MessageID]) {
    let room = try await world.room("den", .public, author)
    var ids: [MessageID] = []
    for number in 0..<count { ids.append(try await world.post(author, "n\(number)", in: room).id) }
    try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now())
    return (room, ids)
  }

  @Test("takes what is older than its age, in batches, and leaves the newest page and what is younger")
  func takes() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      var ids: [MessageID] = []
      for number in 0..<320 { ids.append(try await world.post(ada, "n\(number)", in: room).id) }
      let border = world.now()
      for number in 0..<10 { try await world.post(ada, "young \(number)", in: room) }
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: border) == 280)
      #expect(try await archived(world) == ids.prefix(280).map(\.rawValue))
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: border) == 0)
      for number in 0..<100 { try await world.post(ada, "later \(number)", in: room) }
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: border) == 40)
    }
  }

  @Test("gives nothing out to those who may not change it: nothing is moved before it is known who asks")
  func askedFirst() async throws {
    try await World.with { world in
      let (ada, bob, cyd) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cyd"))
      let (room, ids) = try await aged(world, ada, count: 60)
      _ = try await world.chat.rooms.join(world.scope(bob), room)
      for (member, code) in [(cyd, AppError.Code.forbidden), (bob, .forbidden)] {
        let before = world.database.metrics.statements
        try await #require(throws: AppError.self) { _ = try await world.chat.messages.delete(world.scope(member), ids[0]) }
        #expect(world.database.metrics.statements - before == 2, "asked in both tables, and nothing moved")
        try await world.refuses(code, room, world.scope(member)) { _ = try await world.chat.messages.delete($0, ids[0]) }
      }
      #expect(try await archived(world).contains(ids[0].rawValue))
      _ = try await world.chat.messages.react(world.scope(bob), to: ids[0], with: Emoji("🐈")!)
      #expect(try await !archived(world).contains(ids[0].rawValue))
    }
  }

  @Test("is left by a message that 50 change at once, once")
  func takenOutTogether() async throws {
    try await World.with { world in
      var people: [Member] = []
      for number in 0..<50 { people.append(try await world.member("p\(number)")) }
      let (room, ids) = try await aged(world, people[0], count: 60)
      for person in people.dropFirst() { _ = try await world.chat.rooms.join(world.scope(person), room) }
      let acks = try await together(50) { [people] number in
        try await world.chat.messages.react(world.scope(people[number]), to: ids[0], with: Emoji("🎉")!)
      }
      #expect(Set(acks.map(\.seq)).count == 50)
      #expect(try await world.message(ids[0], in: room)["reactions"]?[0]?["count"] == 50)
    }
  }

  @Test("is the server's alone to fill")
  func permission() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      await #expect(throws: AppError.self) { try await world.chat.archive.archive(world.scope(ada), writtenBefore: world.now()) }
    }
  }

  @Test("changes nothing that a client loads, catches up with or pages back to")
  func invisible() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let id = try await world.id(of: room)
      var ids: [MessageID] = []
      for number in 0..<300 { ids.append(try await world.post(ada, "n\(number) @bob", in: room, replyTo: ids.last).id) }
      for number in stride(from: 0, to: 300, by: 7) {
        _ = try await world.chat.messages.react(world.scope(bob), to: ids[number], with: Emoji("🐈")!)
      }
      _ = try await world.chat.messages.delete(world.scope(ada), ids[3])
      _ = try await world.chat.messages.edit(world.scope(ada), ids[5], to: MessageText("edited")!)
      let before = try await everything(world, room, id, bob)
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now()) == 250)
      let after = try await everything(world, room, id, bob)
      #expect(before == after)
      #expect(after.loaded.messages.count == 300 && after.paged == ids.map(\.rawValue).reversed())
    }
  }

  private struct Everything: Equatable {
    var loaded: Copy
    var paged: [Int64]
    var caughtUp: [Int64: [Int64]]
    var unread: [UnreadCount]
    var onePage: [Int64]
  }

  private func everything(_ world: World, _ room: RoomName, _ id: RoomID, _ reader: Member) async throws -> Everything {
    var paged: [Int64] = []
    var bound = MessageID(.max)
    while let page = try await HistoryRepository(database: world.database, messages: MessageRepository(world.vault)).older(
      than: bound, in: id, limit: 70)
    {
      let ids = try JSONValue(parsing: page.objects).array!.map { $0["id"]!.int! }
      paged += ids.reversed()
      guard page.hasOlder else { break }
      bound = MessageID(ids[0])
    }
    var caughtUp: [Int64: [Int64]] = [:]
    for start in [0, 57, 200, 299, 330] as [Int64] {
      var cursor = HistoryCursor(epoch: world.epoch, sequence: start)
      while case .page(let page) = try await world.chat.live.page(in: id, after: cursor) {
        caughtUp[start, default: []] += try JSONValue(parsing: page.objects).array!.map { $0["seq"]!.int! }
        cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
        if page.isComplete { break }
      }
    }
    return Everything(
      loaded: try await world.loaded(room), paged: paged, caughtUp: caughtUp,
      unread: try await world.chat.live.unread(for: reader.id),
      onePage: try await world.chat.pages.room(world.scope(reader), room, showing: .before(MessageID(40))).messages.map(\.id.rawValue))
  }

  @Test("gives back what is edited, deleted, answered or reacted to, as if it had never moved")
  func changes() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let (room, ids) = try await aged(world, ada, count: 80)
      _ = try await world.chat.rooms.join(world.scope(bob), room)
      #expect(try await archived(world) == ids.prefix(30).map(\.rawValue))
      let messages = world.chat.messages
      try await world.verify(room, as: world.scope(ada), tells: ["message_edited"]) { scope in
        _ = try await messages.edit(scope, ids[2], to: MessageText("again")!)
      }
      try await world.verify(room, as: world.scope(bob), tells: ["message_reacted"]) { scope in
        _ = try await messages.react(scope, to: ids[4], with: Emoji("🐈")!)
      }
      try await world.verify(room, as: world.scope(ada), tells: ["message_deleted"]) { scope in
        _ = try await messages.delete(scope, ids[6])
      }
      let reply = try await world.post(bob, "long ago", in: room, replyTo: ids[8])
      #expect(try await world.message(reply.id, in: room)["reply_to"] != nil)
      #expect(try await archived(world).contains(ids[8].rawValue))
      #expect(try await archived(world).count == 27)
      // They move again, and what they have become stays.
      let before = try await world.loaded(room)
      try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now())
      #expect(try await archived(world).count == 31)
      #expect(try await world.loaded(room) == before)
    }
  }

  @Test("counts as unread what nobody has read, wherever it is, and lets markers reach it")
  func unread() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      var ids: [MessageID] = []
      for number in 0..<90 { ids.append(try await world.post(ada, "n\(number)", in: room).id) }
      try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now())
      #expect(try await world.chat.live.unread(for: bob.id).first?.count == 90)
      try await world.chat.readMarkers.markRead(world.scope(bob), ids[9], in: room)
      #expect(try await world.chat.live.unread(for: bob.id).first?.count == 80)
    }
  }

  @Test("loses nothing when messages are changed while it runs")
  func races() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      var ids: [MessageID] = []
      for number in 0..<260 { ids.append(try await world.post(ada, "n\(number)", in: room).id) }
      let border = world.now()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<5 { group.addTask { try await world.chat.archive.archive(world.systemScope(), writtenBefore: border) } }
        for number in 0..<50 {
          group.addTask { [ids] in
            _ = try await world.chat.messages.edit(world.scope(ada), ids[number], to: MessageText("edited \(number)")!)
          }
          group.addTask { [ids] in _ = try await world.chat.messages.react(world.scope(bob), to: ids[number], with: Emoji("🐈")!) }
        }
        try await group.waitForAll()
      }
      let loaded = try await world.loaded(room)
      #expect(loaded.messages.count == 260)
      for number in 0..<50 {
        let message = try #require(loaded.messages[ids[number].rawValue])
        #expect(message["content"]?.string == "edited \(number)")
        #expect(message["reactions"]?.array?.count == 1)
      }
      let twice = try await world.database.value(
        "SELECT COUNT(*) FROM messages m JOIN messages_archive a ON a.id = m.id", as: Int.self)
      #expect(twice == 0)
    }
  }

  @Test("hands everything back when its schema is taken back, and is there again afterwards")
  func downAndUp() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let (room, ids) = try await aged(world, ada, count: 80)
      _ = try await world.chat.messages.react(world.scope(ada), to: ids[70], with: Emoji("🐈")!)
      _ = try await world.chat.messages.react(world.scope(ada), to: ids[3], with: Emoji("🐈")!)
      try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now())
      let before = try await world.loaded(room)
      let schema = try await world.database.schemaDump()
      let migrator = try Migrator(
        world.database, World.migrations())
      var undone: [String] = []
      while undone.last != "0002_archive" { undone += try await migrator.down(1) }
      #expect(try await world.database.value("SELECT COUNT(*) FROM messages", as: Int.self) == 80)
      #expect(try await migrator.up() == undone.reversed())
      #expect(try await world.database.schemaDump() == schema)
      #expect(try await world.loaded(room) == before)
    }
  }
}
