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

  /// Messages read in one statement.
  private static let page = 500

  fileprivate struct Said: Sendable {
    let id: MessageID
    let room: RoomName
    let content: String
    let createdAt: Timestamp
    let editedAt: Timestamp?
    let media: [MessageMedia]
  }

  /// Writes the member's living messages, oldest first, in the archive or not.
  func export(of user: UserID, to output: any PersonalOutput) async throws {
    var list = PersonalList(output)
    var last = MessageID(0)
    while true {
      let page = try await said(by: user, after: last)
      for message in page { try await list.add(message.json) }
      guard page.count == Self.page, let next = page.last else { break }
      last = next.id
    }
    try await list.end()
  }

  /// The next messages. A message moves from one table to the other as a whole, so both are read at one moment.
  private func said(by user: UserID, after last: MessageID) async throws -> [Said] {
    try await database.read { snapshot in
      var found: [Said] = []
      for table in ["messages", "messages_archive"] as [StaticString] {
        found += try await snapshot.all(
          """
          SELECT m.id, r.name, m.content, m.created_at, m.edited_at, m.media FROM \(raw: table) m JOIN rooms r ON r.id = m.room_id
          WHERE m.author_id = \(user) AND m.deleted_at IS NULL AND NOT r.is_direct AND m.id > \(last) ORDER BY m.id LIMIT \(Self.page)
          """
        ) { row in
          Said(
            id: try row[0], room: try row[1], content: try row[2], createdAt: try row[3], editedAt: try row[4],
            media: (try row[5] as String?).map(MessageMedia.list(stored:)) ?? [])
        }
      }
      return Array(found.sorted { $0.id < $1.id }.prefix(Self.page))
    }
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

extension PersonalMessageRepository.Said {
  fileprivate var json: [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.field("id", id.rawValue)
      json.field("room", room.rawValue)
      json.field("content", content)
      json.field("created_at", createdAt.iso8601)
      json.field("edited_at", editedAt?.iso8601)
      json.key("media")
      media.write(to: &json)
    }
    return json.bytes
  }
}
