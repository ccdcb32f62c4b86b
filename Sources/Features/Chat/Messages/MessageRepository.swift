import Core
import SQL
import Subjects

/// Messages, live and archived. Reads give whole messages in their present state. Every write sets the row's new sequence number.
struct MessageRepository: Sendable {
  /// What opens and seals messages of conversations.
  let keys: ConversationKeyRepository

  init(_ vault: ConversationVault) { keys = ConversationKeyRepository(vault: vault) }

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
  ///
  /// - Parameter floor: Only messages beyond it: what a member has cleared. 0 for all.
  func changed(
    after seq: Int64, in room: RoomID, beyond floor: MessageID = MessageID(0), limit: Int, archive: ArchiveExtent,
    in connection: Connection
  ) async throws -> [Message] {
    var rows: [MessageRow] = try await connection.all(Self.changed(after: seq, upTo: .max, in: room, beyond: floor, limit: limit, .live))
    let last = rows.count < limit ? Int64.max : rows[limit - 1].seq
    if archive.seq > seq {
      rows += try await connection.all(Self.changed(after: seq, upTo: last, in: room, beyond: floor, limit: limit, .archive))
      rows.sort { $0.seq < $1.seq }
    }
    return try await whole(Array(rows.prefix(limit)), in: connection)
  }

  /// The newest `limit` messages older than `bound`, newest first.
  ///
  /// - Parameter floor: As for `changed`.
  func older(
    than bound: MessageID, in room: RoomID, beyond floor: MessageID = MessageID(0), limit: Int, archive: ArchiveExtent,
    in connection: Connection
  ) async throws -> [Message] {
    var rows: [MessageRow] = try await connection.all(Self.older(than: bound, downTo: floor.next, in: room, limit: limit, .live))
    let last = rows.count < limit ? floor : rows[limit - 1].id
    if archive.id > last {
      rows += try await connection.all(Self.older(than: bound, downTo: last.next, in: room, limit: limit, .archive))
      rows.sort { $0.id > $1.id }
    }
    return try await whole(Array(rows.prefix(limit)), in: connection)
  }

  /// The first `limit` messages after `bound`, oldest first.
  ///
  /// - Parameter floor: As for `changed`.
  func newer(
    than bound: MessageID, in room: RoomID, beyond floor: MessageID = MessageID(0), limit: Int, archive: ArchiveExtent,
    in connection: Connection
  ) async throws -> [Message] {
    let bound = max(bound, floor)
    var rows: [MessageRow] = try await connection.all(Self.newer(than: bound, in: room, limit: limit, .live))
    if archive.id > bound {
      rows += try await connection.all(Self.newer(than: bound, in: room, limit: limit, .archive))
      rows.sort { $0.id < $1.id }
    }
    return try await whole(Array(rows.prefix(limit)), in: connection)
  }

  func hasOlder(
    than bound: MessageID, in room: RoomID, beyond floor: MessageID = MessageID(0), archive: ArchiveExtent, in connection: Connection
  ) async throws -> Bool {
    if try await connection.value(Self.hasOlder(than: bound, in: room, beyond: floor, .live), as: Int.self) != nil { return true }
    guard !archive.isEmpty else { return false }
    return try await connection.value(Self.hasOlder(than: bound, in: room, beyond: floor, .archive), as: Int.self) != nil
  }

  /// - Parameter floor: As for `changed`.
  func replyTarget(
    _ id: MessageID, in room: RoomID, beyond floor: MessageID = MessageID(0), in connection: Connection
  ) async throws -> ReplyTarget? {
    guard id > floor else { return nil }
    return try await connection.first(
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
    _ draft: MessageDraft, at place: PostingPlace, answering target: ReplyTarget?, sealing seal: ConversationSeal? = nil,
    in transaction: Transaction
  ) async throws -> MessageID {
    let text = seal.map { draft.text.sealed(with: $0, by: draft.author.id, at: draft.writtenAt) } ?? draft.text
    let insertion: SQL = """
      INSERT INTO messages (id, room_id, author_id, author_name, seq, content, html, created_at, reply_to, reply_author_id)
      \(sqlite: "", postgres: "OVERRIDING SYSTEM VALUE")
      VALUES (\(place.message.sqlValue), \(place.room), \(draft.author.id), \(draft.author.displayName), \(place.seq),
        \(text.content), \(text.html), \(draft.writtenAt), \((target?.id).sqlValue), \((target?.author).sqlValue))
      """
    let id: MessageID
    if let reserved = place.message {
      id = reserved
      try await transaction.queue(insertion)
    } else {
      id = try await transaction.value("\(insertion) RETURNING id")!
    }
    try await insertMentions(draft.mentions, into: id, of: place.room, in: transaction)
    guard seal == nil else {
      try await transaction.queue("UPDATE room_members SET newest_id = \(id) WHERE room_id = \(place.room)")
      // The index would be a copy of a sealed text.
      return id
    }
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

  /// Like `insert`, for a bot's line.
  func insertAside(_ draft: MessageDraft, at place: PostingPlace, in transaction: Transaction) async throws -> MessageID {
    let id = try await insert(draft, at: place, answering: nil, in: transaction)
    try await transaction.queue("UPDATE messages SET is_aside = TRUE WHERE id = \(id)")
    return id
  }

  /// - Parameter seal: What seals it, in conversations.
  func rewrite(
    _ message: MessageStanding, as draft: MessageDraft, at seq: Int64, sealing seal: ConversationSeal? = nil, in transaction: Transaction
  ) async throws {
    let id = message.id
    let text = seal.map { draft.text.sealed(with: $0, by: message.author, at: message.createdAt) } ?? draft.text
    try await transaction.queue(
      """
      UPDATE messages SET content = \(text.content), html = \(text.html), edited_at = \(draft.writtenAt), seq = \(seq)
      WHERE id = \(id)
      """)
    try await transaction.queue("DELETE FROM mentions WHERE message_id = \(id)")
    try await insertMentions(draft.mentions, into: id, of: message.room, in: transaction)
    guard seal == nil else { return }
    try await index.write(
      SearchDocument(
        message: id, in: message.room, message.roomKind, by: message.author, at: message.createdAt, words: draft.words),
      in: transaction)
  }

  /// What the message shows besides its text.
  func attach(
    _ media: [MessageMedia], to id: MessageID, by author: UserID, at time: Timestamp, sealing seal: ConversationSeal? = nil,
    in transaction: Transaction
  ) async throws {
    let stored = MessageMedia.stored(media)
    let kept = seal.map { $0.seal(stored, as: .media, by: author, at: time) } ?? stored
    try await transaction.queue("UPDATE messages SET media = \(kept) WHERE id = \(id)")
  }

  /// The room's messages that show pictures or sounds.
  func showingMedia(in room: RoomID, in transaction: Transaction) async throws -> [MessageID] {
    try await transaction.all(Self.showingMedia(in: room)) { row in try row[0] }
  }

  /// Some of the room's living messages, archived or not.
  func living(in room: RoomID, limit: Int, in transaction: Transaction) async throws -> [MessageID] {
    try await transaction.values(
      """
      SELECT id FROM (SELECT id FROM messages WHERE room_id = \(room) AND deleted_at IS NULL
        UNION ALL SELECT id FROM messages_archive WHERE room_id = \(room) AND deleted_at IS NULL) AS living LIMIT \(limit)
      """)
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
    let reactions = living.isEmpty ? [:] : try await ReactionRepository().reactions(to: living, in: connection)
    guard rows.contains(where: { $0.roomName.direct != nil }) else { return rows.map { $0.message(with: reactions[$0.id] ?? []) } }
    return try await opened(rows, with: reactions, in: connection)
  }

  /// Opens messages of conversations. What does not open says so, and its neighbours are fine.
  private func opened(
    _ rows: [MessageRow], with reactions: [MessageID: [Message.Reaction]], in connection: Connection
  ) async throws -> [Message] {
    let rooms = Set(rows.compactMap(\.roomName.direct)).sorted()
    let seals = try await keys.seals(of: rooms, in: connection)
    let cleared = try await connection.all(Self.cleared(in: rooms)) { row in
      (room: try row[0] as RoomID, user: try row[1] as UserID, upTo: try row[2] as MessageID)
    }
    return rows.map { row in
      let reactions = reactions[row.id] ?? []
      guard row.roomName.direct != nil else { return row.message(with: reactions) }
      let message = row.message(
        with: reactions, opening: seals[row.room],
        hiddenFrom: cleared.filter { $0.room == row.room && $0.upTo >= row.id }.map(\.user))
      if message.isUnreadable { keys.vault.report(unreadable: row.id) }
      return message
    }
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
        m.media IS NOT NULL, r.kind, r.is_direct, m.created_at
      FROM \(table(shelf)) m JOIN rooms r ON r.id = m.room_id LEFT JOIN room_members p ON p.room_id = r.id AND p.user_id = \(user)
      WHERE m.id = \(id) AND r.archived_at IS NULL AND (r.kind <> 'private' OR m.id > p.cleared_id)
      \(sqlite: "", postgres: "FOR NO KEY UPDATE OF r, m")
      """
  }

  static func one(_ id: MessageID, _ shelf: Shelf) -> SQL { "\(select(from: shelf)) WHERE m.id = \(id)" }

  static func changed(
    after seq: Int64, upTo last: Int64, in room: RoomID, beyond floor: MessageID = MessageID(0), limit: Int, _ shelf: Shelf
  ) -> SQL {
    let bound: SQL = floor == MessageID(0) ? "" : "AND m.id > \(floor)"
    return """
      \(select(from: shelf)) WHERE m.room_id = \(room) AND m.seq > \(seq) AND m.seq <= \(last) \(bound) ORDER BY m.seq LIMIT \(limit)
      """
  }

  /// What members of these conversations have cleared.
  static func cleared(in rooms: [RoomID]) -> SQL {
    "SELECT room_id, user_id, cleared_id FROM room_members WHERE room_id IN (\(list: rooms)) AND cleared_id > 0"
  }

  static func older(than bound: MessageID, downTo last: MessageID, in room: RoomID, limit: Int, _ shelf: Shelf) -> SQL {
    "\(select(from: shelf)) WHERE m.room_id = \(room) AND m.id < \(bound) AND m.id >= \(last) ORDER BY m.id DESC LIMIT \(limit)"
  }

  static func newer(than bound: MessageID, in room: RoomID, limit: Int, _ shelf: Shelf) -> SQL {
    "\(select(from: shelf)) WHERE m.room_id = \(room) AND m.id > \(bound) ORDER BY m.id LIMIT \(limit)"
  }

  static func hasOlder(than bound: MessageID, in room: RoomID, beyond floor: MessageID = MessageID(0), _ shelf: Shelf) -> SQL {
    let limit: SQL = floor == MessageID(0) ? "" : "AND id > \(floor)"
    return "SELECT 1 FROM \(table(shelf)) WHERE room_id = \(room) AND id < \(bound) \(limit) LIMIT 1"
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
      m.reply_to, a.username, u.role, m.media, u.picture
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
    isDirect = try row[10]
    createdAt = try row[11]
  }
}

extension MessageID {
  /// The smallest id beyond it.
  var next: MessageID { MessageID(rawValue + 1) }
}
