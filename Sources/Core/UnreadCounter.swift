import JSON

/// What one member has not read in one room.
public struct UnreadCount: Hashable, Sendable {
  /// The room's name.
  public let room: String
  /// 0 to 100; 100 means "99+".
  public let count: Int
  /// 0 to 100.
  public let mentions: Int

  public init(room: String, count: Int, mentions: Int) {
    self.room = room
    self.count = count
    self.mentions = mentions
  }
}

extension UnreadCount {
  /// As clients get it: `{room, count, mentions}`.
  public var json: [UInt8] {
    var json = JSONWriter(capacity: 96)
    json.object { json in
      json.field("room", room)
      json.field("count", count)
      json.field("mentions", mentions)
    }
    return json.bytes
  }
}

/// Counts what members have not read; chat implements it on its tables. Computed each time, never stored.
public protocol UnreadCounter: Sendable {
  /// For those of the users who are members of the room, zeros included.
  func unread(in room: RoomID, for users: [UserID]) async throws -> [UserID: UnreadCount]

  /// The member's rooms with anything unread.
  func unread(for user: UserID) async throws -> [UnreadCount]
}
