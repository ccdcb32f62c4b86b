import Core
import Relations
import SQL

/// Read markers, and what lies beyond them: always counted, never stored.
struct UnreadRepository: Sendable {
  /// Moves the marker forward to a message of the room. False if the room has no such message.
  func markRead(_ message: MessageID, of room: RoomID, by user: UserID, in transaction: Transaction) async throws -> Bool {
    guard try await transaction.value(Self.belongs(message, to: room), as: Int.self) != nil else { return false }
    try await transaction.run(
      """
      UPDATE room_members SET last_read_id = \(message)
      WHERE room_id = \(room) AND user_id = \(user) AND last_read_id < \(message)
      """)
    return true
  }

  /// For those who are members of the room; zeros included.
  func unread(in room: RoomID, for users: [UserID], in connection: Connection) async throws -> [UserID: UnreadCount] {
    let rows = try await connection.all(Self.unread(in: room, for: users)) { row in
      (try row[0] as UserID, UnreadCount(room: try row[1], count: try row[2], mentions: try row[3]))
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  /// The member's rooms that have something new.
  func unread(for user: UserID, in connection: Connection) async throws -> [UnreadCount] {
    try await counts(Self.unread(for: user), in: connection)
  }

  /// The member's conversations that have something new.
  func unreadConversations(of user: UserID, in connection: Connection) async throws -> [UnreadCount] {
    try await counts(Self.unreadConversations(of: user), in: connection)
  }

  private func counts(_ statement: SQL, in connection: Connection) async throws -> [UnreadCount] {
    try await connection.all(statement) { row in UnreadCount(room: try row[0], count: try row[1], mentions: try row[2]) }
      .filter { $0.count > 0 || $0.mentions > 0 }
  }
}

// MARK: Statements

extension UnreadRepository {
  static func belongs(_ message: MessageID, to room: RoomID) -> SQL {
    """
    SELECT 1 FROM messages WHERE id = \(message) AND room_id = \(room)
    UNION ALL SELECT 1 FROM messages_archive WHERE id = \(message) AND room_id = \(room)
    """
  }

  static func unread(in room: RoomID, for users: [UserID]) -> SQL {
    """
    SELECT m.user_id, r.name, \(count), \(mentions) FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.room_id = \(room) AND m.user_id IN (\(list: users))
    """
  }

  static func unreadConversations(of user: UserID) -> SQL {
    """
    SELECT r.name, \(count), 0
    FROM (\(ConversationRows.newest(of: user, limit: OwnRooms.most))) AS own
      JOIN room_members m ON m.room_id = own.room_id AND m.user_id = \(user) JOIN rooms r ON r.id = own.room_id
    """
  }

  static func unread(for user: UserID) -> SQL {
    """
    SELECT r.name, \(count), \(mentions)
    FROM (\(RoomListRepository.chosen(for: user, limit: OwnRooms.most))) AS own
      JOIN room_members m ON m.room_id = own.room_id AND m.user_id = \(user) JOIN rooms r ON r.id = own.room_id
    UNION ALL \(unreadConversations(of: user))
    """
  }

  /// What lies behind it was read by the member of `m`, or cleared in a conversation.
  private static var marker: SQL { "(CASE WHEN m.cleared_id > m.last_read_id THEN m.cleared_id ELSE m.last_read_id END)" }

  /// Living messages of others beyond the marker of `m`, in the room `r`; it stops counting at the cap.
  static var count: SQL { "(CASE WHEN \(PersonRows.hidesSomebody("m.user_id")) AND NOT \(isOfTwo) THEN \(heard) ELSE \(all) END)" }

  /// Muting somebody changes nothing in a conversation of two.
  private static var isOfTwo: SQL {
    "(r.is_direct AND EXISTS (SELECT 1 FROM conversations z WHERE z.room_id = r.id AND z.size = 2))"
  }

  private static var all: SQL {
    """
    (SELECT COUNT(*) FROM (SELECT 1 FROM messages n WHERE n.room_id = r.id AND n.id > \(marker)
      AND n.author_id <> m.user_id AND n.deleted_at IS NULL AND NOT n.is_aside
      UNION ALL SELECT 1 FROM messages_archive n WHERE n.room_id = r.id AND n.id > \(marker)
      AND r.archived_id > \(marker) AND n.author_id <> m.user_id AND n.deleted_at IS NULL AND NOT n.is_aside LIMIT 100) AS unread)
    """
  }

  /// Those that the member hears, among the newest thousand: one who writes much and is not heard must not make each count slow.
  private static var heard: SQL {
    """
    (SELECT COUNT(*) FROM (SELECT 1 FROM \(newest("messages")) newest WHERE \(isHeard)
      UNION ALL SELECT 1 FROM \(newest("messages_archive")) newest WHERE r.archived_id > \(marker) AND \(isHeard) LIMIT 100) AS unread)
    """
  }

  private static func newest(_ table: StaticString) -> SQL {
    """
    (SELECT n.author_id, n.deleted_at, n.is_aside FROM \(raw: table) n WHERE n.room_id = r.id AND n.id > \(marker)
      ORDER BY n.id DESC LIMIT 1000)
    """
  }

  private static var isHeard: SQL {
    "newest.author_id <> m.user_id AND newest.deleted_at IS NULL AND NOT newest.is_aside AND \(PersonRows.heard("newest.author_id", by: "m.user_id"))"
  }

  /// Whether it counts that the message `a` names the member of `m`.
  private static var namesCount: SQL {
    "(\(PersonRows.heard("a.author_id", by: "m.user_id")) AND \(PersonRows.unblocked("a.author_id", "m.user_id" as SQL)))"
  }

  /// Those of them that name the member. A block counts in both directions.
  static var mentions: SQL {
    """
    (SELECT COUNT(*) FROM (SELECT 1 FROM mentions n WHERE n.user_id = m.user_id AND n.room_id = r.id
      AND n.message_id > \(marker)
      AND NOT EXISTS (SELECT 1 FROM messages a WHERE a.id = n.message_id AND NOT \(namesCount))
      AND NOT EXISTS (SELECT 1 FROM messages_archive a WHERE a.id = n.message_id AND NOT \(namesCount)) LIMIT 100) AS unread)
    """
  }
}
