import Core
import Relations
import SQL

/// Conversations: who is in them, and what their members see of them.
struct ConversationRepository: Sendable {
  let keys: ConversationKeyRepository

  // MARK: Opening

  /// The people with these usernames whom the viewer may know; fewer if there are none.
  func known(_ usernames: [String], to viewer: UserID, at now: Timestamp, in connection: Connection) async throws -> [Person] {
    try await connection.all(ConversationRows.known(usernames, to: viewer, at: now)) { row in
      var columns = RowReader(row)
      return try Person(reading: &columns)
    }
  }

  /// The name of the first of these people who does not let the viewer write to them.
  func refusing(_ viewer: UserID, among people: [UserID], in connection: Connection) async throws -> String? {
    try await connection.value(ConversationRows.refusing(viewer, among: people))
  }

  /// The first of these people whom the member has blocked.
  func blocked(by member: UserID, among people: [UserID], in connection: Connection) async throws -> UserID? {
    try await connection.value(
      "SELECT blocked_id FROM blocks WHERE blocker_id = \(member) AND blocked_id IN (\(list: people)) ORDER BY blocked_id LIMIT 1")
  }

  /// The conversation of exactly these people, all of whom are still in it.
  func room(of people: [UserID], in connection: Connection) async throws -> RoomID? {
    try await connection.value(ConversationRows.room(of: people))
  }

  /// Makes all changes between these people wait until the transaction ends, so that they open one conversation and no block comes in between.
  func lock(_ people: [UserID], in transaction: Transaction) async throws {
    for user in people.sorted() { try await RelationRepository.lock(user, in: transaction) }
  }

  func make(_ people: [UserID], at now: Timestamp, in transaction: Transaction) async throws -> RoomID {
    let next = try await transaction.value(
      "SELECT \(sqlite: "COALESCE(MAX(id), 0) + 1 FROM rooms", postgres: "nextval('rooms_id_seq')")", as: RoomID.self)
    guard let room = next else { throw AppError(.serverError, "Something went wrong on our side") }
    let key = keys.vault.newKey(of: room)
    try await transaction.run(
      """
      INSERT INTO rooms (id, name, topic, kind, is_direct) \(sqlite: "", postgres: "OVERRIDING SYSTEM VALUE")
      VALUES (\(room), \(RoomName(direct: room)), '', 'private', TRUE)
      """)
    try await transaction.run(
      """
      INSERT INTO conversations (room_id, people, size, wrapped_key, master_id)
      VALUES (\(room), \(ConversationRows.people(people)), \(people.count), \(key.bytes), \(key.master))
      """)
    for user in people {
      try await transaction.queue(
        """
        INSERT INTO room_members (room_id, user_id, last_read_id, joined_at, opened_at, newest_id)
        VALUES (\(room), \(user), 0, \(now), 0, 0)
        """)
    }
    return room
  }

  // MARK: Writing

  /// Nil if the member is not in the conversation.
  func standing(of member: UserID, in room: RoomID, _ connection: Connection) async throws -> ConversationStanding? {
    try await standings(of: member, in: [room], connection)[room]
  }

  func markWritten(_ room: RoomID, by user: UserID, in transaction: Transaction) async throws {
    try await transaction.queue("UPDATE room_members SET has_written = TRUE WHERE room_id = \(room) AND user_id = \(user)")
  }

  // MARK: Reading

  /// The next conversations of the list.
  func list(of user: UserID, before bound: MessageID, limit: Int, in connection: Connection) async throws -> ConversationList {
    let found = try await connection.all(ConversationRows.list(of: user, before: bound, limit: limit + 1)) { row in
      (room: try row[0] as RoomID, newest: try row[1] as MessageID)
    }
    let shown = found.prefix(limit)
    let byRoom = try await conversations(shown.map(\.room), of: user, in: connection)
    return ConversationList(
      conversations: shown.compactMap { byRoom[$0.room] }, next: found.count > limit ? shown.last?.newest : nil)
  }

  /// These conversations as the member sees them; those the member is not in are left out. Three statements, however many there are.
  func conversations(_ rooms: [RoomID], of user: UserID, in connection: Connection) async throws -> [RoomID: Conversation] {
    guard !rooms.isEmpty else { return [:] }
    let members = try await connection.all(ConversationRows.members(of: rooms, for: user), as: MemberRow.self)
    let standings = Self.standings(of: user, members)
    // For strangers it ends here, whether there is such a conversation or not.
    guard !standings.isEmpty else { return [:] }
    let seals = try await keys.seals(of: rooms, in: connection)
    let summaries = try await connection.all(ConversationRows.summaries(of: rooms, for: user), as: SummaryRow.self)
    let people = Dictionary(grouping: members, by: \.room)
    return summaries.reduce(into: [:]) { found, summary in
      guard let standing = standings[summary.room] else { return }
      found[summary.room] = Conversation(
        id: summary.room, isLeavable: !standing.isOfTwo, members: people[summary.room]?.map(\.correspondent.person) ?? [],
        unread: summary.unread,
        isMuted: summary.isMuted, reason: standing.refusal, preview: preview(summary, seals[summary.room]), newest: summary.newest,
        reads: standing.reads, viewer: user)
    }
  }

  func members(of room: RoomID, in connection: Connection) async throws -> [UserID] {
    try await connection.values("SELECT user_id FROM room_members WHERE room_id = \(room) ORDER BY user_id")
  }

  // MARK: Leaving and clearing

  /// Everything up to now is gone for the member. Returns the newest message; 0 if there is none. What others see of the member's reading
  /// stays.
  func clear(_ room: RoomID, for user: UserID, in transaction: Transaction) async throws -> MessageID {
    // As every change locks it: one that is being committed would be told to the member afterwards.
    _ = try await transaction.value(
      "SELECT id FROM rooms WHERE id = \(room) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: RoomID.self)
    let newest =
      try await transaction.value("SELECT COALESCE(MAX(id), 0) FROM messages WHERE room_id = \(room)", as: MessageID.self) ?? MessageID(0)
    try await transaction.run(
      """
      UPDATE room_members SET cleared_id = \(newest) WHERE room_id = \(room) AND user_id = \(user)
      """)
    return newest
  }

  /// One of the people is gone, so they find each other in another conversation from now on.
  func part(_ room: RoomID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE conversations SET people = NULL WHERE room_id = \(room)")
    try await keys.eraseIfUnread(of: room, in: transaction)
  }

  func rooms(of user: UserID, in connection: Connection) async throws -> [RoomID] {
    try await connection.values(
      "SELECT c.room_id FROM room_members m JOIN conversations c ON c.room_id = m.room_id WHERE m.user_id = \(user) ORDER BY c.room_id")
  }

  // MARK: Parts

  private func standings(
    of member: UserID, in rooms: [RoomID], _ connection: Connection
  ) async throws -> [RoomID: ConversationStanding] {
    Self.standings(of: member, try await connection.all(ConversationRows.members(of: rooms, for: member), as: MemberRow.self))
  }

  private static func standings(of member: UserID, _ rows: [MemberRow]) -> [RoomID: ConversationStanding] {
    Dictionary(grouping: rows, by: \.room).compactMapValues { rows in
      guard let own = rows.first(where: { $0.correspondent.person.id == member }) else { return nil }
      return ConversationStanding(
        room: own.room, size: own.size, hasWritten: own.correspondent.hasWritten, clearedUpTo: own.clearedUpTo,
        showsReading: own.correspondent.showsReading, others: rows.map(\.correspondent).filter { $0.person.id != member })
    }
  }

  private func preview(_ summary: SummaryRow, _ seal: ConversationSeal?) -> String? {
    guard let living = summary.living else { return nil }
    guard let seal, let html = seal.open(living.html, as: .html, by: living.author, at: living.writtenAt) else {
      keys.vault.report(unreadable: living.id)
      return nil
    }
    let media = living.media.flatMap { seal.open($0, as: .media, by: living.author, at: living.writtenAt) }
    return MessagePreview.text(of: html, media: media.map { MessageMedia.list(stored: $0).count } ?? 0)
  }
}

extension ConversationStanding {
  /// How far the others have read, as the member is told it.
  fileprivate var reads: [Conversation.Read] {
    guard showsReading else { return [] }
    return others.filter { $0.showsReading && $0.readUpTo > MessageID(0) && (!isOfTwo || $0.isReachable) }
      .map { Conversation.Read(user: $0.person.id, upTo: $0.readUpTo) }
  }
}

private struct MemberRow: RowDecodable, Sendable {
  let room: RoomID
  let correspondent: Correspondent
  let size: Int
  let clearedUpTo: MessageID

  init(row: Row) throws {
    var columns = RowReader(row)
    room = try columns.next()
    correspondent = Correspondent(
      person: try Person(reading: &columns), isReachable: try columns.next(), admitsFirst: try columns.next(),
      hasWritten: try columns.next(), readUpTo: try columns.next(), showsReading: try columns.next())
    size = try columns.next()
    clearedUpTo = try columns.next()
  }
}

private struct SummaryRow: RowDecodable, Sendable {
  let room: RoomID
  let unread: Int
  let isMuted: Bool
  let newest: (id: MessageID, at: Timestamp)?
  let living: (id: MessageID, author: UserID, writtenAt: Timestamp, html: String, media: String?)?

  init(row: Row) throws {
    room = try row[0]
    unread = try row[1]
    isMuted = try row[2]
    let (newestID, newestAt): (MessageID?, Timestamp?) = (try row[3], try row[4])
    newest = if let newestID, let newestAt { (newestID, newestAt) } else { nil }
    let (id, author, at, html): (MessageID?, UserID?, Timestamp?, String?) = (try row[5], try row[6], try row[7], try row[8])
    living = if let id, let author, let at, let html { (id, author, at, html, try row[9]) } else { nil }
  }
}
