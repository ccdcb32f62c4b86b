import Core
import CoreTesting
import JSON
import SQL
import Testing

@testable import Chat

@Suite("A room's history")
struct HistoryTests {
  @Test("comes in pages of at most 200 messages, by seq, until complete")
  func pagesByCount() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for number in 0..<451 { try await world.post(ada, "n\(number)", in: room) }
      let id = try await world.id(of: room)
      var cursor = HistoryCursor(epoch: world.epoch, sequence: 0)
      var sizes: [Int] = []
      var seqs: [Int64] = []
      while true {
        guard case .page(let page) = try await world.chat.live.page(in: id, after: cursor) else { return #expect(Bool(false)) }
        let messages = try JSONValue(parsing: page.objects).array!
        sizes.append(messages.count)
        seqs += messages.map { $0["seq"]!.int! }
        #expect(page.sequence == seqs.last)
        #expect(page.hasOlder == (sizes.count > 1))
        cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
        if page.isComplete { break }
      }
      #expect(sizes == [200, 200, 51])
      #expect(seqs == Array(1...451))
    }
  }

  @Test("comes in pages of at most 256 KiB, one message at least")
  func pagesByBytes() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for _ in 0..<60 { try await world.post(ada, String(repeating: "🐈", count: 4_000), in: room) }
      let history = HistoryRepository(database: world.database, messages: MessageRepository(world.vault))
      let id = try await world.id(of: room)
      var cursor = HistoryCursor(epoch: world.epoch, sequence: 0)
      var pages = 0
      var copy = Copy()
      while true {
        guard case .page(let page) = try await history.changed(after: cursor, in: id, limit: 200) else { return #expect(Bool(false)) }
        #expect(page.objects.count <= 255 * 1_024 && page.objects.count > 200 * 1_024 || page.isComplete)
        try copy.take(page)
        pages += 1
        cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
        if page.isComplete { break }
      }
      #expect(copy.messages.count == 60 && pages > 5)
      let older = try #require(try await history.older(than: MessageID(61), in: id, limit: 200))
      let ids = try JSONValue(parsing: older.objects).array!.map { $0["id"]!.int! }
      #expect(ids == Array((61 - Int64(ids.count))...60) && older.hasOlder && ids.count < 60)
    }
  }

  @Test("begins with the newest 50 by id, and pages back by id")
  func pagingBack() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.id(of: room)
      let empty = try await world.chat.live.newest(in: id)
      #expect(String(decoding: empty.objects, as: UTF8.self) == "[]")
      #expect(!empty.hasOlder && empty.isComplete && empty.sequence == 0)
      for number in 0..<70 { try await world.post(ada, "n\(number)", in: room) }
      _ = try await world.chat.messages.edit(world.scope(ada), MessageID(3), to: MessageText("changed late")!)
      let newest = try await world.chat.live.newest(in: id)
      #expect(try ids(newest) == Array(21...70))
      #expect(newest.hasOlder && newest.isComplete && newest.sequence == 71)
      let history = world.chat.history
      let older = try await history.older(world.scope(ada), in: room, than: MessageID(21), limit: 15)
      #expect(try ids(older) == Array(6...20) && older.hasOlder && older.isComplete)
      let first = try await history.older(world.scope(ada), in: room, than: MessageID(6), limit: nil)
      #expect(try ids(first) == Array(1...5) && !first.hasOlder)
      let none = try await history.older(world.scope(ada), in: room, than: MessageID(1), limit: nil)
      #expect(try ids(none).isEmpty && !none.hasOlder)
    }
  }

  @Test("of another epoch, or from a cursor ahead of it, is to be read afresh")
  func resets() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      try await world.post(ada, "one", in: room)
      let history = world.chat.history
      let read = { (epoch: String, seq: Int64) in
        try await history.changed(world.scope(ada), in: room, after: HistoryCursor(epoch: epoch, sequence: seq), limit: nil)
      }
      #expect(try await read("another", 0) == .reset(epoch: world.epoch))
      #expect(try await read(world.epoch, 2) == .reset(epoch: world.epoch))
      guard case .page(let page) = try await read(world.epoch, 1) else { return #expect(Bool(false)) }
      #expect(page.isComplete && page.sequence == 1 && !page.hasOlder && page.objects == Array("[]".utf8))
      let renewed = try await EpochRepository(world.database).renew(random: .seeded(99))
      #expect(try await read(world.epoch, 1) == .reset(epoch: renewed))
    }
  }

  @Test("heals a node with the present state of what it missed")
  func healing() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for number in 0..<3 { try await world.post(ada, "n\(number)", in: room) }
      _ = try await world.chat.messages.edit(world.scope(ada), MessageID(1), to: MessageText("changed")!)
      _ = try await world.chat.messages.delete(world.scope(ada), MessageID(2))
      let id = try await world.id(of: room)
      let changes = try await world.chat.live.changes(in: id, after: 1, limit: 10)
      #expect(changes.map(\.type) == ["new_message", "message_edited", "message_deleted"])
      #expect(changes.map(\.sequence) == [3, 4, 5])
      #expect(try await world.chat.live.changes(in: id, after: 3, limit: 1).map(\.sequence) == [4])
      #expect(try await world.chat.live.lastSequences(of: [id, RoomID(999)]) == [id: 5])
      #expect(try await world.chat.live.admits(ada.id, to: id))
      #expect(try await !world.chat.live.admits(UserID(999), to: id))
      await #expect(throws: AppError.self) { try await world.chat.live.newest(in: RoomID(999)) }
    }
  }

  private func ids(_ page: HistoryPage) throws -> [Int64] { try JSONValue(parsing: page.objects).array!.map { $0["id"]!.int! } }

  @Test("the first message of a day is found on both shelves, and nothing of a room that the caller may not see")
  func firstOfDay() async throws {
    try await World.with { world in
      let (ada, bob, cy) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cy"))
      let room = try await world.room("den", .private, ada, bob)
      let other = try await world.room("hall", .public, ada)
      #expect(try await world.chat.history.first(world.scope(ada), in: room, since: Timestamp(microseconds: 0)) == nil)
      for number in 0..<130 {
        try await world.post(ada, "\(number)", in: room)
        if number % 3 == 0 { try await world.post(ada, "elsewhere", in: other) }
      }
      let first = Day("2026-01-01")!.start
      try await world.database.write { transaction in
        try await transaction.run("UPDATE messages SET created_at = \(first) + id * 3600000000")
      }
      let all: [(MessageID, Timestamp)] = try await world.database.read { connection in
        try await connection.all(
          "SELECT m.id, m.created_at FROM messages m JOIN rooms r ON r.id = m.room_id WHERE r.name = 'den' ORDER BY m.id"
        ) { (try $0[0], try $0[1]) }
      }
      try await world.chat.archive.archive(world.systemScope(), writtenBefore: first + .seconds(400 * 3_600))
      #expect(try await world.database.value("SELECT COUNT(*) FROM messages_archive") ?? 0 > 0)
      for (index, (id, moment)) in all.enumerated() {
        #expect(try await world.chat.history.first(world.scope(bob), in: room, since: moment) == id)
        let next = index + 1 < all.count ? all[index + 1].0 : id
        #expect(try await world.chat.history.first(world.scope(bob), in: room, since: moment + .seconds(1)) == next)
      }
      #expect(try await world.chat.history.first(world.scope(bob), in: room, since: Timestamp(microseconds: 0)) == all[0].0)
      await #expect(throws: AppError.self) {
        _ = try await world.chat.history.first(world.scope(cy), in: room, since: Timestamp(microseconds: 0))
      }
    }
  }

  @Test(
    "a day is a date of the calendar",
    arguments: [
      ("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2026-11-20", 1_795_132_800), ("0000-03-01", -62_162_035_200), ("2026-02-29", nil),
      ("2026-13-01", nil), ("2026-1-01", nil), ("2026-11-2x", nil), ("+026-11-20", nil), ("", nil),
    ] as [(String, Int64?)])
  func days(_ text: String, _ seconds: Int64?) {
    #expect(Day(text)?.start.seconds == seconds)
  }
}
