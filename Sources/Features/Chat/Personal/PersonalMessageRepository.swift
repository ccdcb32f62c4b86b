import Core
import JSON
import SQL

/// What one member has said and done in all rooms. Rare questions without an index of their own: each walks an index of all messages.
struct PersonalMessageRepository: Sendable {
  /// Changes made in one transaction.
  static let batch = 50

  private let database: Database
  private let conversations: ConversationRepository

  init(database: Database, conversations: ConversationRepository) {
    self.database = database
    self.conversations = conversations
  }

  /// Living messages of the member, oldest first, in the archive or not.
  func living(of user: UserID) async throws -> [MessageID] {
    try await ids("SELECT id FROM \(Self.both) m WHERE author_id = \(user) AND deleted_at IS NULL ORDER BY id")
  }

  /// Messages of others that carry the member's emoji.
  func reacted(by user: UserID) async throws -> [MessageID] {
    try await ids("SELECT DISTINCT message_id FROM reactions WHERE user_id = \(user) ORDER BY message_id")
  }

  func room(of id: MessageID, in transaction: Transaction) async throws -> RoomID? {
    try await transaction.value("SELECT room_id FROM messages WHERE id = \(id)")
  }

  func removeReactions(of user: UserID, from id: MessageID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM reactions WHERE message_id = \(id) AND user_id = \(user)")
  }

  /// Removes the member's name from everything, and the member from all rooms.
  func forget(_ user: UserID, as name: String, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE messages SET author_name = \(name) WHERE author_id = \(user)")
    try await transaction.run("UPDATE messages_archive SET author_name = \(name) WHERE author_id = \(user)")
    try await transaction.run("DELETE FROM writers WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM mentions WHERE user_id = \(user)")
    let conversations = try await self.conversations.rooms(of: user, in: transaction)
    try await transaction.run("DELETE FROM room_members WHERE user_id = \(user)")
    for room in conversations { try await self.conversations.part(room, in: transaction) }
    try await transaction.run("DELETE FROM former_members WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM muted_rooms WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM starred_rooms WHERE user_id = \(user)")
    try await transaction.run("UPDATE former_members SET invited_by = NULL WHERE invited_by = \(user)")
  }

  /// The member's living messages as a JSON array.
  func export(of user: UserID) async throws -> [UInt8] {
    let rows = try await database.read { connection in
      try await connection.all(
        """
        SELECT m.id, r.name, m.content, m.created_at, m.edited_at, m.media FROM \(Self.both) m JOIN rooms r ON r.id = m.room_id
        WHERE m.author_id = \(user) AND m.deleted_at IS NULL AND NOT r.is_direct ORDER BY m.id
        """
      ) { row in
        (
          id: try row[0] as MessageID, room: try row[1] as RoomName, content: try row[2] as String, createdAt: try row[3] as Timestamp,
          editedAt: try row[4] as Timestamp?, media: (try row[5] as String?).map(MessageMedia.list(stored:)) ?? []
        )
      }
    }
    var json = JSONWriter(capacity: 64 + rows.count * 256)
    json.array { json in
      for row in rows {
        json.object { json in
          json.field("id", row.id.rawValue)
          json.field("room", row.room.rawValue)
          json.field("content", row.content)
          json.field("created_at", row.createdAt.iso8601)
          json.field("edited_at", row.editedAt?.iso8601)
          json.key("media")
          row.media.write(to: &json)
        }
      }
    }
    return json.bytes
  }

  /// The names of the member's starred rooms as a JSON array.
  func stars(of user: UserID) async throws -> [UInt8] {
    let names = try await database.read { try await $0.values(StarredRoomRepository.names(starredBy: user), as: String.self) }
    var json = JSONWriter(capacity: 64)
    json.array { json in for name in names { json.string(name) } }
    return json.bytes
  }

  private func ids(_ statement: SQL) async throws -> [MessageID] {
    try await database.read { connection in try await connection.all(statement) { row in try row[0] } }
  }

  private static var both: SQL {
    """
    (SELECT id, room_id, author_id, content, created_at, edited_at, deleted_at, media FROM messages
      UNION ALL SELECT id, room_id, author_id, content, created_at, edited_at, deleted_at, media FROM messages_archive)
    """
  }
}
