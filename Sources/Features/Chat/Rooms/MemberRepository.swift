import Core
import Relations
import SQL

/// Who belongs to rooms, who did, and who is invited to come back.
struct MemberRepository: Sendable {
  /// For a new member, everything posted before counts as read. False if the user is a member already.
  func add(_ user: UserID, to room: RoomID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    let added = try await transaction.run(
      """
      INSERT INTO room_members (room_id, user_id, last_read_id, joined_at, opened_at)
      VALUES (\(room), \(user), COALESCE((SELECT MAX(id) FROM messages WHERE room_id = \(room)), 0), \(now), 0)
      ON CONFLICT DO NOTHING
      """)
    try await transaction.run("DELETE FROM former_members WHERE room_id = \(room) AND user_id = \(user)")
    return added > 0
  }

  func remove(_ user: UserID, from room: RoomID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM room_members WHERE room_id = \(room) AND user_id = \(user)") > 0
  }

  /// Remembers a former member of a private room. `barred`: a moderator removed them.
  func remember(
    _ user: UserID, leftPrivate room: RoomID, barred: Bool, at now: Timestamp, in transaction: Transaction
  ) async throws {
    let barredAt: Timestamp? = barred ? now : nil
    try await transaction.run(
      """
      INSERT INTO former_members (room_id, user_id, left_at, barred_at) VALUES (\(room), \(user), \(now), \(barredAt.sqlValue))
      ON CONFLICT (room_id, user_id) DO UPDATE SET left_at = excluded.left_at, barred_at = excluded.barred_at, invited_at = NULL,
        invited_by = NULL
      """)
  }

  /// Nil if the user was never a member of the room, or is one now.
  func former(_ user: UserID, of room: RoomID, in connection: Connection) async throws -> FormerMember? {
    try await connection.first("SELECT barred_at, invited_at FROM former_members WHERE room_id = \(room) AND user_id = \(user)")
  }

  /// Invites a former member. If a moderator had removed them, that no longer counts.
  func invite(_ user: UserID, to room: RoomID, by inviter: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE former_members SET invited_at = \(now), invited_by = \(inviter), barred_at = NULL
      WHERE room_id = \(room) AND user_id = \(user)
      """)
  }

  /// False if there was no invitation.
  func withdrawInvitation(of user: UserID, to room: RoomID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE former_members SET invited_at = NULL, invited_by = NULL
      WHERE room_id = \(room) AND user_id = \(user) AND invited_at IS NOT NULL
      """) > 0
  }

  /// At most `limit` of the room's members.
  func ids(of room: RoomID, limit: Int, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values("SELECT user_id FROM room_members WHERE room_id = \(room) ORDER BY user_id LIMIT \(limit)")
  }

  /// The number of the member's rooms, counted up to `limit`. Locks the member's other joins until the transaction ends, so the count stays
  /// exact.
  func count(of user: UserID, upTo limit: Int, in transaction: Transaction) async throws -> Int {
    _ = try await transaction.value(
      "SELECT id FROM users WHERE id = \(user) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: UserID.self)
    return try await transaction.value(Self.count(of: user, upTo: limit)) ?? 0
  }

  static func count(of user: UserID, upTo limit: Int) -> SQL {
    """
    SELECT COUNT(*) FROM (SELECT 1 FROM room_members m JOIN rooms r ON r.id = m.room_id
      WHERE m.user_id = \(user) AND r.archived_at IS NULL AND NOT r.is_direct LIMIT \(limit)) AS counted
    """
  }

  func hasMembers(_ room: RoomID, in connection: Connection) async throws -> Bool {
    try await connection.value("SELECT 1 FROM room_members WHERE room_id = \(room) LIMIT 1", as: Int.self) != nil
  }

  /// The members of a room by name, at most `limit`.
  func people(of room: RoomID, limit: Int, in connection: Connection) async throws -> [RoomPerson] {
    try await connection.all(Self.people(of: room, limit: limit))
  }

  static func people(of room: RoomID, limit: Int) -> SQL {
    """
    SELECT u.id, u.username, u.name, u.color, COALESCE(r.created_by = u.id, FALSE)
    FROM room_members m JOIN rooms r ON r.id = m.room_id JOIN users u ON u.id = m.user_id
    WHERE m.room_id = \(room) ORDER BY lower(u.name), u.id LIMIT \(limit)
    """
  }

  /// Who is named in a message and does not belong to its room, of those whom its author may know.
  func absent(namedIn message: MessageID, for author: UserID, in connection: Connection) async throws -> [RoomPerson] {
    try await connection.all(Self.absent(namedIn: message, for: author))
  }

  static func absent(namedIn message: MessageID, for author: UserID) -> SQL {
    """
    SELECT u.id, u.username, u.name, u.color, FALSE FROM mentions n JOIN users u ON u.id = n.user_id
    WHERE n.message_id = \(message) AND \(PersonRows.known(to: author)) AND \(PersonRows.unblocked("u.id", author))
      AND NOT EXISTS (SELECT 1 FROM room_members m WHERE m.room_id = n.room_id AND m.user_id = u.id)
    ORDER BY lower(u.username) LIMIT \(MessageComposer.maxMentions)
    """
  }

  /// The account with that username, also if it is banned or its member has left.
  func person(named username: String, in connection: Connection) async throws -> Person? {
    try await connection.first(
      """
      SELECT id, username, banned_at, left_at FROM users WHERE lower(username) = \(username.lowercased()) AND is_bot = \(false)
      """)
  }

  struct Person: RowDecodable, Sendable {
    let id: UserID
    let username: String
    /// Neither banned nor departed.
    let isPresent: Bool

    init(row: Row) throws {
      id = try row[0]
      username = try row[1]
      isPresent = try (row[2] as Timestamp?) == nil && (row[3] as Timestamp?) == nil
    }
  }

  struct FormerMember: RowDecodable, Sendable {
    let isBarred: Bool
    let isInvited: Bool

    init(row: Row) throws {
      isBarred = try (row[0] as Timestamp?) != nil
      isInvited = try (row[1] as Timestamp?) != nil
    }
  }
}

extension RoomPerson: RowDecodable {
  public init(row: Row) throws {
    self.init(id: try row[0], username: try row[1], displayName: try row[2], color: try row[3], isCreator: try row[4])
  }
}
