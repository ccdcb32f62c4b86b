import Core
import SQL

/// A room's history in pages. Every page is read from one snapshot, so its cursor and its messages belong together.
struct HistoryRepository: Sendable {
  /// Messages on the first page of a room.
  static let newestCount = 50
  /// Rows read in one statement: with very long messages, reading 200 rows to send ten would be wasteful.
  private static let batch = 50

  private let database: Database
  private let messages: MessageRepository
  private let shared: SharedPages

  init(database: Database, messages: MessageRepository, shared: SharedPages = SharedPages()) {
    self.database = database
    self.messages = messages
    self.shared = shared
  }

  /// The newest messages by id. Nil if the room does not exist.
  ///
  /// - Parameter viewer: What they have cleared is left out. Nil for all.
  func newest(in room: RoomID, for viewer: UserID? = nil) async throws -> HistoryPage? {
    try await older(than: MessageID(.max), in: room, for: viewer, PageWriter(count: Self.newestCount, bytes: .max))
  }

  /// The newest messages older than one, by id. Nil if the room does not exist.
  func older(than bound: MessageID, in room: RoomID, for viewer: UserID? = nil, limit: Int) async throws -> HistoryPage? {
    try await older(than: bound, in: room, for: viewer, PageWriter(count: limit, bytes: HistoryPage.mostBytes))
  }

  /// What changed after the cursor, by sequence. Nil if the room does not exist.
  func changed(after cursor: HistoryCursor, in room: RoomID, for viewer: UserID? = nil, limit: Int) async throws -> HistoryRead? {
    try await database.read { connection in
      guard let head = try await connection.first(Self.head(of: room, for: viewer), as: HistoryHead.self) else { return nil }
      guard head.continues(cursor) else { return .reset(epoch: head.epoch) }
      let place = SharedPages.Place(room: room, after: cursor, limit: limit, head: head.seq, floor: head.floor)
      if let page = shared.page(at: place) { return .page(page) }
      var page = PageWriter(count: limit, bytes: HistoryPage.mostBytes)
      var reached = cursor.sequence
      while page.remaining > 0, reached < head.seq {
        let wanted = min(Self.batch, page.remaining)
        let rows = try await messages.changed(
          after: reached, in: room, beyond: head.floor, limit: wanted, archive: head.archive, in: connection)
        page.take(rows)
        reached = page.isFull ? page.lastSeq ?? reached : rows.count < wanted ? head.seq : rows.last!.seq
      }
      let read = HistoryPage(
        epoch: head.epoch, objects: page.array, sequence: reached, isComplete: reached >= head.seq,
        hasOlder: try await hasOlder(than: page.smallestID, in: room, head, connection))
      shared.keep(read, at: place)
      return .page(read)
    }
  }

  /// Messages changed after a sequence number, by sequence, at most `limit`.
  func changed(after seq: Int64, in room: RoomID, limit: Int) async throws -> [Message] {
    try await database.read { connection in
      guard let head = try await connection.first(Self.head(of: room), as: HistoryHead.self) else { return [] }
      return try await messages.changed(after: seq, in: room, limit: limit, archive: head.archive, in: connection)
    }
  }

  /// The first message since a moment, else the newest one. Messages are in order of their ids, so that halving finds it with a look at some
  /// twenty of them.
  func first(in room: RoomID, since moment: Timestamp, for viewer: UserID) async throws -> MessageID? {
    try await database.read { connection in
      guard let head = try await connection.first(Self.head(of: room, for: viewer), as: HistoryHead.self),
        let newest = try await connection.first(Self.newest(in: room, beyond: head.floor), as: DatedMessage.self),
        let oldest = try await connection.first(Self.first(in: room, from: head.floor.next), as: DatedMessage.self)
      else { return nil }
      guard newest.createdAt >= moment else { return newest.id }
      var (low, high) = (oldest.id, newest.id)
      // `high` is since that moment, and what is before `low` is not.
      while low < high {
        let middle = MessageID(low.rawValue + (high.rawValue - low.rawValue) / 2)
        guard let message = try await connection.first(Self.first(in: room, from: middle), as: DatedMessage.self) else { break }
        if message.createdAt >= moment { high = middle } else { low = message.id.next }
      }
      return try await connection.first(Self.first(in: room, from: low), as: DatedMessage.self)?.id
    }
  }

  /// Where the room stands. Nil if the room does not exist.
  func head(of room: RoomID) async throws -> PlaceHead? {
    let head = try await database.first(Self.head(of: room), as: HistoryHead.self)
    return head.map { PlaceHead(epoch: $0.epoch, sequence: $0.seq) }
  }

  func lastSequences(of rooms: [RoomID]) async throws -> [RoomID: Int64] {
    let rows = try await database.read { connection in
      try await connection.all("SELECT id, last_seq FROM rooms WHERE id IN (\(list: rooms))", as: RoomSeq.self)
    }
    return Dictionary(rows.map { ($0.room, $0.seq) }, uniquingKeysWith: { first, _ in first })
  }

  private func older(than bound: MessageID, in room: RoomID, for viewer: UserID?, _ empty: PageWriter) async throws -> HistoryPage? {
    try await database.read { connection in
      guard let head = try await connection.first(Self.head(of: room, for: viewer), as: HistoryHead.self) else { return nil }
      var page = empty
      var cursor = bound
      while page.remaining > 0 {
        let wanted = min(Self.batch, page.remaining)
        let rows = try await messages.older(
          than: cursor, in: room, beyond: head.floor, limit: wanted, archive: head.archive, in: connection)
        page.take(rows)
        guard rows.count == wanted, let last = rows.last else { break }
        cursor = last.id
      }
      return HistoryPage(
        epoch: head.epoch, objects: page.reversedArray, sequence: head.seq, isComplete: true,
        hasOlder: try await hasOlder(than: page.smallestID, in: room, head, connection))
    }
  }

  private func hasOlder(than bound: MessageID?, in room: RoomID, _ head: HistoryHead, _ connection: Connection) async throws -> Bool {
    guard let bound else { return false }
    return try await messages.hasOlder(than: bound, in: room, beyond: head.floor, archive: head.archive, in: connection)
  }
}

// MARK: Statements

extension HistoryRepository {
  static func head(of room: RoomID, for viewer: UserID? = nil) -> SQL {
    let cleared: SQL =
      if let viewer { "(SELECT m.cleared_id FROM room_members m WHERE m.room_id = r.id AND m.user_id = \(viewer))" } else { "0" }
    return """
      SELECT r.last_seq, e.value, r.archived_id, r.archived_seq, COALESCE(\(cleared), 0)
      FROM rooms r JOIN meta e ON e.key = 'epoch' WHERE r.id = \(room)
      """
  }
}

extension HistoryRepository {
  /// The first message whose id is not smaller.
  static func first(in room: RoomID, from id: MessageID) -> SQL { onBothShelves("room_id = \(room) AND id >= \(id)", "ASC") }

  static func newest(in room: RoomID, beyond floor: MessageID) -> SQL { onBothShelves("room_id = \(room) AND id > \(floor)", "DESC") }

  private static func onBothShelves(_ condition: SQL, _ order: StaticString) -> SQL {
    """
    SELECT id, created_at FROM (SELECT id, created_at FROM messages WHERE \(condition) ORDER BY id \(raw: order) LIMIT 1) AS live
    UNION ALL
    SELECT id, created_at FROM (SELECT id, created_at FROM messages_archive WHERE \(condition) ORDER BY id \(raw: order) LIMIT 1) AS archived
    ORDER BY id \(raw: order) LIMIT 1
    """
  }
}

private struct DatedMessage: RowDecodable, Sendable {
  let id: MessageID
  let createdAt: Timestamp

  init(row: Row) throws {
    id = try row[0]
    createdAt = try row[1]
  }
}

/// Where a room's history stands at the moment of a read.
struct HistoryHead: RowDecodable, Sendable {
  let seq: Int64
  let epoch: String
  let archive: ArchiveExtent
  /// The newest message that the viewer has cleared; 0 for none.
  let floor: MessageID

  init(row: Row) throws {
    seq = try row[0]
    epoch = try row[1]
    archive = ArchiveExtent(id: try row[2], seq: try row[3])
    floor = try row[4]
  }

  /// Whether the cursor is a place in this history that has been reached.
  func continues(_ cursor: HistoryCursor) -> Bool { cursor.epoch == epoch && cursor.sequence <= seq }
}
