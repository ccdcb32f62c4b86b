import Core
import SQL

/// Rooms as those compare them who keep a copy.
struct RoomStateRepository: Sendable {
  /// Messages read and rendered before others get their turn.
  private static let batch = 100

  let database: Database
  let messages: MessageRepository

  /// The newest messages from an id on, in one snapshot. Nil if the room does not exist.
  func state(of room: RoomID, named name: RoomName, from first: MessageID, for viewer: UserID) async throws -> RoomState? {
    try await database.read { connection in
      guard let head = try await connection.first(HistoryRepository.head(of: room, for: viewer), as: HistoryHead.self) else { return nil }
      let floor = max(head.floor, MessageID(first.rawValue - 1))
      var items: [RoomState.Item] = []
      var bound = MessageID(.max)
      while items.count < RoomState.most {
        let wanted = min(Self.batch, RoomState.most - items.count)
        let rows = try await messages.older(
          than: bound, in: room, beyond: floor, limit: wanted, archive: head.archive, in: connection)
        items += rows.map(RoomState.Item.init)
        guard rows.count == wanted, let last = rows.last else { break }
        bound = last.id
      }
      let isTruncated =
        items.count == RoomState.most
        ? try await messages.hasOlder(than: bound, in: room, beyond: floor, archive: head.archive, in: connection) : false
      return RoomState(
        room: name, epoch: head.epoch, seq: head.seq, from: first, items: items.reversed(), isTruncated: isTruncated)
    }
  }

  /// The rooms of a member, the one opened last first.
  func heads(of user: UserID, limit: Int) async throws -> [RoomPosition] {
    try await database.all(Self.heads(of: user, limit: limit))
  }

  /// In any order.
  func heads(of rooms: [RoomID]) async throws -> [RoomPosition] {
    if rooms.isEmpty { return [] }
    return try await database.all(
      "SELECT r.id, COALESCE(r.name, ''), e.value, r.last_seq FROM rooms r JOIN meta e ON e.key = 'epoch' WHERE r.id IN (\(list: rooms))")
  }

  static func heads(of user: UserID, limit: Int) -> SQL {
    // `+ 0` keeps SQLite from reading along the index by that moment, through all conversations.
    """
    SELECT r.id, r.name, e.value, r.last_seq
    FROM room_members m JOIN rooms r ON r.id = m.room_id JOIN meta e ON e.key = 'epoch'
    WHERE m.user_id = \(user) AND m.newest_id IS NULL AND r.archived_at IS NULL AND NOT r.is_direct
    ORDER BY m.opened_at + 0 DESC, m.room_id LIMIT \(limit)
    """
  }
}

extension RoomPosition: RowDecodable {
  public init(row: Row) throws { self.init(id: try row[0], room: try row[1], epoch: try row[2], seq: try row[3]) }
}
