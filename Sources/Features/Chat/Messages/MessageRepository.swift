import Core
import SQL
import Subjects

/// Messages, live and archived. Reads give whole messages in their present state. Every write sets the row's new sequence number.
struct MessageRepository: Sendable {
  /// The two tables a message may be in.
  enum Shelf: Sendable {
    case live, archive
  }

  private let index = SearchIndexRepository()

  /// The live or archived message, if its room is not hidden from the member. The live table is asked again last, because the message may
  /// be brought back from the archive between the first two statements.
  func visible(_ id: MessageID, to user: UserID, in connection: Connection) async throws -> MessageStanding? {
    for shelf in [Shelf.live, .archive, .live] {
      if let found: MessageStanding = try await connection.first(Self.visible(id, to: user, shelf)) { return found }
    }
    return nil
  }

  func message(_ id: MessageID, in connection: Connection) async throws -> Message? {
    var rows: [MessageRow] = try await connection.all(Self.one(id, .live))
    if rows.isEmpty { rows = try await connection.all(Self.one(id, .archive)) }
    return try await whole(rows, in: connection).first
  }

  /// Up to `limit` messages changed after `seq`, by `seq`.
  func changed(
    after seq: Int64, in room: RoomID, limit: Int, archive: ArchiveExtent, in connection: Connection
  ) async throws -> [Message] {
    var rows: [MessageRow] = try await connection.all(Self.changed(after: seq, upTo: .max, in: room, limit: limit, .live))
    let last = rows.count < limit ? Int64.max : rows[limit - 1].seq
    if archive.seq > seq {
      rows += try await connection.all(Self.changed(after: seq, upTo: last, in: room, limit: limit, .archive))
      rows.sort { $0.seq < $1.seq }
    }
    return try await whole(Array(rows.prefix(limit)), in: connection)
  }

  /// The newest `limit` messages older than `bound`, newest first.
  func older(
    than bound: MessageID, in room: RoomID, limit: Int, archive: ArchiveExtent, in connection: Connection
  ) async throws -> [Message] {
    var rows: [MessageRow] = try await connection.all(Self.older(than: bound, downTo: MessageID(0), in: room, limit: limit, .live))
    let last = rows.count < limit ? MessageID(0) : rows[limit - 1].id
    if archive.id > last {
      rows += try await connection.all(Self.older(than: bound, downTo: last, in: room, limit: limit, .archive))
      rows.sort { $0.id > $1.id }
    }
    return try await whole(Array(rows.prefix(limit)), in: connection)
  }

  func hasOlder(than bound: MessageID, in room: RoomID, archive: ArchiveExtent, in connection: Connection) async throws -> Bool {
    if try await connection.value(Self.hasOlder(than: bound, in: room, .live), as: Int.self) != nil { return true }
    guard !archive.isEmpty else { return false }
    return try await connection.value(Self.hasOlder(than: bound, in: room, .archive), as: Int.self) != nil
  }

  func replyTarget(_ id: MessageID, in room: RoomID, in connection: Connection) async throws -> ReplyTarget? {
    try await connection.first(
      """
      SELECT m.author_id, u.username FROM
        (SELECT author_id FROM messages WHERE id = \(id) AND room_id = \(room) AND deleted_at IS NULL
          UNION ALL
          SELECT author_id FROM messages_archive WHERE id = \(id) AND room_id = \(room) AND deleted_at IS NULL) m
        JOIN users u ON u.id = m.author_id
      """
    ) { row in ReplyTarget(id: id, author: try row[0], username: try row[1]) }
  }

  func insert(
    _ draft: MessageDraft, at place: PostingPlace, answering target: ReplyTarget?, in transaction: Transaction
  ) async throws -> MessageID {
    let insertion: SQL = """
      INSERT INTO messages (id, room_id, author_id, author_name, seq, content, html, created_at, reply_to, reply_author_id)
      \(sqlite: "", postgres: "OVERRIDING SYSTEM VALUE")
      VALUES (\(place.message.sqlValue), \(place.room), \(draft.author.id), \(draft.author.displayName), \(place.seq),
        \(draft.text.content), \(draft.text.html), \(draft.writtenAt), \((target?.id).sqlValue), \((target?.author).sqlValue))
      """
    let id: MessageID
    if let reserved = place.message {
      id = reserved
      try await transaction.queue(insertion)
    } else {
      id = try await transaction.value("\(insertion) RETURNING id")!
    }
    try await insertMentions(draft.mentions, into: id, of: place.room, in: transaction)
    try await index.write(
      SearchDocument(message: id, in: place.room, place.kind, by: draft.author.id, at: draft.writtenAt, words: draft.words), in: transaction
    )
    return id
  }

  /// Like `insert`, for a message that cannot be edited or deleted.
  func insertNotice(_ draft: MessageDraft, at place: PostingPlace, in transaction: Transaction) async throws -> MessageID {
    let id = try await insert(draft, at: place, answering: nil, in: transaction)
    try await transaction.queue("UPDATE messages SET is_notice = TRUE WHERE id = \(id)")
    return id
  }

  func rewrite(_ message: MessageStanding, as draft: MessageDraft, at seq: Int64, in transaction: Transaction) async throws {
    let id = message.id
    try await transaction.queue(
      """
      UPDATE messages SET content = \(draft.text.content), html = \(draft.text.html), edited_at = \(draft.writtenAt), seq = \(seq)
      WHERE id = \(id)
      """)
    try await transaction.queue("DELETE FROM mentions WHERE message_id = \(id)")
    try await insertMentions(draft.mentions, into: id, of: message.room, in: transaction)
    try await index.write(
      SearchDocument(
        message: id, in: message.room, message.roomKind, by: message.author, at: message.createdAt, words: draft.words),
      in: transaction)
  }

  /// What the message shows besides its text.
  func attach(_ media: [MessageMedia], to id: MessageID, in transaction: Transaction) async throws {
    try await transaction.queue("UPDATE messages SET media = \(MessageMedia.stored(media)) WHERE id = \(id)")
  }

  /// The room's messages that show pictures or sounds.
  func showingMedia(in room: RoomID, in transaction: Transaction) async throws -> [MessageID] {
    try await transaction.all(Self.showingMedia(in: room)) { row in try row[0] }
  }

  /// Erases the text, what it shows, its mentions and its reactions, and removes it from the search.
  func erase(_ id: MessageID, at seq: Int64, on now: Timestamp, in transaction: Transaction) async throws {
    let createdAt = try await transaction.value(
      """
      UPDATE messages SET content = NULL, html = NULL, media = NULL, deleted_at = \(now), seq = \(seq) WHERE id = \(id)
      RETURNING created_at
      """, as: Timestamp.self)
    guard let createdAt else { return }
    try await index.remove(SubjectNumber(createdAt, .message, id.rawValue), in: transaction)
    try await transaction.queue("DELETE FROM mentions WHERE message_id = \(id)")
    try await transaction.queue("DELETE FROM reactions WHERE message_id = \(id)")
  }

  func touch(_ id: MessageID, at seq: Int64, in transaction: Transaction) async throws {
    try await transaction.queue("UPDATE messages SET seq = \(seq) WHERE id = \(id)")
  }

  private func insertMentions(_ users: [UserID], into id: MessageID, of room: RoomID, in transaction: Transaction) async throws {
    for user in users {
      try await transaction.queue(
        "INSERT INTO mentions (user_id, room_id, message_id) VALUES (\(user), \(room), \(id)) ON CONFLICT DO NOTHING")
    }
  }

  /// Rows with their reactions, which are read for all of them at once.
  private func whole(_ rows: [MessageRow], in connection: Connection) async throws -> [Message] {
    let living = rows.filter { !$0.isDeleted }.map(\.id)
    guard !living.isEmpty else { return rows.map { $0.message(with: []) } }
    let reactions = try await ReactionRepository().reactions(to: living, in: connection)
    return rows.map { $0.message(with: reactions[$0.id] ?? []) }
  }
}

// MARK: Statements

extension MessageRepository {
  /// On PostgreSQL this locks the room and the message, in the same order as a post does. So a change sees all earlier changes of the
  /// message, and there are no deadlocks.
  static func visible(_ id: MessageID, to user: UserID, _ shelf: Shelf) -> SQL {
    let isArchived: SQL = if case .archive = shelf { "TRUE" } else { "FALSE" }
    return """
      SELECT m.id, m.room_id, m.author_id, m.seq, m.deleted_at IS NOT NULL, p.user_id IS NOT NULL, m.is_notice, \(isArchived),
        m.media IS NOT NULL, r.kind, m.created_at
      FROM \(table(shelf)) m JOIN rooms r ON r.id = m.room_id LEFT JOIN room_members p ON p.room_id = r.id AND p.user_id = \(user)
      WHERE m.id = \(id) AND r.archived_at IS NULL AND (r.kind <> 'private' OR p.user_id IS NOT NULL)
      \(sqlite: "", postgres: "FOR NO KEY UPDATE OF r, m")
      """
  }

  static func one(_ id: MessageID, _ shelf: Shelf) -> SQL { "\(select(from: shelf)) WHERE m.id = \(id)" }

  static func changed(after seq: Int64, upTo last: Int64, in room: RoomID, limit: Int, _ shelf: Shelf) -> SQL {
    "\(select(from: shelf)) WHERE m.room_id = \(room) AND m.seq > \(seq) AND m.seq <= \(last) ORDER BY m.seq LIMIT \(limit)"
  }

  static func older(than bound: MessageID, downTo last: MessageID, in room: RoomID, limit: Int, _ shelf: Shelf) -> SQL {
    "\(select(from: shelf)) WHERE m.room_id = \(room) AND m.id < \(bound) AND m.id >= \(last) ORDER BY m.id DESC LIMIT \(limit)"
  }

  static func hasOlder(than bound: MessageID, in room: RoomID, _ shelf: Shelf) -> SQL {
    "SELECT 1 FROM \(table(shelf)) WHERE room_id = \(room) AND id < \(bound) LIMIT 1"
  }

  static func showingMedia(in room: RoomID) -> SQL {
    """
    SELECT id FROM messages WHERE room_id = \(room) AND media IS NOT NULL
    UNION ALL SELECT id FROM messages_archive WHERE room_id = \(room) AND media IS NOT NULL
    """
  }

  private static func table(_ shelf: Shelf) -> SQL {
    switch shelf {
    case .live: "messages"
    case .archive: "messages_archive"
    }
  }

  private static func select(from shelf: Shelf) -> SQL {
    """
    SELECT m.id, m.room_id, r.name, m.seq, m.author_id, u.username, m.author_name, u.color, m.content, m.html, m.created_at, m.edited_at,
      m.reply_to, a.username, u.role, m.media
    FROM \(table(shelf)) m JOIN rooms r ON r.id = m.room_id JOIN users u ON u.id = m.author_id
      LEFT JOIN users a ON a.id = m.reply_author_id
    """
  }
}

extension MessageStanding: RowDecodable {
  init(row: Row) throws {
    id = try row[0]
    room = try row[1]
    author = try row[2]
    seq = try row[3]
    isDeleted = try row[4]
    isMember = try row[5]
    isNotice = try row[6]
    isArchived = try row[7]
    showsMedia = try row[8]
    roomKind = try row[9]
    createdAt = try row[10]
  }
}
