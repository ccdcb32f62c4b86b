import Core
import SQL

/// Rooms. Every statement that finds a room by name also checks what the asking member may see.
struct RoomRepository: Sendable {
  func visible(_ name: RoomName, to user: UserID, in connection: Connection) async throws -> RoomStanding? {
    try await connection.first(Self.visible(name, to: user))
  }

  /// Like `visible`, and also finds rooms that the member is invited to.
  func enterable(_ name: RoomName, by user: UserID, in connection: Connection) async throws -> RoomStanding? {
    try await connection.first(Self.enterable(name, by: user))
  }

  /// The room, also for its creator and for moderators who are not members of it.
  func governed(_ name: RoomName, by member: Member, in connection: Connection) async throws -> GovernedRoom? {
    try await connection.first(Self.governed(name, by: member.id, isModerator: member.permissions.contains(.moderate)))
  }

  func memberCount(of room: RoomID, in connection: Connection) async throws -> Int {
    try await connection.value("SELECT COUNT(*) FROM room_members WHERE room_id = \(room)") ?? 0
  }

  /// How many members the room has, and whether this one wants to be told nothing of it.
  func audience(of room: RoomID, for user: UserID, in connection: Connection) async throws -> (count: Int, isMuted: Bool) {
    let row = try await connection.first(Self.audience(of: room, for: user)) { row in (try row[0] as Int, try row[1] as Bool) }
    return row ?? (0, false)
  }

  static func audience(of room: RoomID, for user: UserID) -> SQL {
    """
    SELECT (SELECT COUNT(*) FROM room_members m WHERE m.room_id = \(room)),
      EXISTS (SELECT 1 FROM muted_rooms x WHERE x.user_id = \(user) AND x.room_id = \(room))
    """
  }

  /// Whether the member belongs to the room, and the room still exists.
  func isMember(_ user: UserID, of room: RoomID, in connection: Connection) async throws -> Bool {
    try await connection.value(Self.membership(of: user, in: room), as: Int.self) != nil
  }

  /// The room whose page the member opened last.
  func lastOpened(by user: UserID, in connection: Connection) async throws -> RoomName? {
    try await connection.value(Self.lastOpened(by: user))
  }

  /// Nil when the name is taken.
  func create(
    _ name: RoomName, topic: RoomTopic, kind: RoomKind, by user: UserID, in transaction: Transaction
  ) async throws -> RoomID? {
    try await transaction.value(
      """
      INSERT INTO rooms (name, topic, kind, created_by) VALUES (\(name), \(topic.text), \(kind), \(user))
      ON CONFLICT DO NOTHING RETURNING id
      """)
  }

  /// Locks the making of rooms until the transaction ends, so that counting them is exact.
  func lockMaking(in transaction: Transaction) async throws {
    _ = try await transaction.value(
      "SELECT value FROM meta WHERE key = 'epoch' \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: String.self)
  }

  /// Rooms that exist, counted up to `limit`.
  func count(upTo limit: Int, in connection: Connection) async throws -> Int {
    try await connection.value(
      "SELECT COUNT(*) FROM (SELECT 1 FROM rooms WHERE archived_at IS NULL AND NOT is_direct LIMIT \(limit)) AS counted") ?? 0
  }

  /// Rooms that the member made and that exist, counted up to `limit`.
  func count(madeBy user: UserID, upTo limit: Int, in connection: Connection) async throws -> Int {
    try await connection.value(Self.count(madeBy: user, upTo: limit)) ?? 0
  }

  func handOn(_ room: RoomID, to user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE rooms SET created_by = \(user) WHERE id = \(room)")
  }

  /// Hides the room from everybody; its name stays taken. False if it was removed before.
  func remove(_ room: RoomID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("UPDATE rooms SET archived_at = \(now) WHERE id = \(room) AND archived_at IS NULL") > 0
  }

  /// Those that cannot be brought back.
  func removed(in connection: Connection) async throws -> [RoomID] {
    try await connection.values(
      "SELECT id FROM rooms WHERE archived_at IS NOT NULL AND restorable_until IS NULL ORDER BY archived_at DESC")
  }

  /// A room of any kind but a conversation, removed or not, locked.
  func locked(_ id: RoomID, in transaction: Transaction) async throws -> RemovableRoom? {
    try await transaction.first(
      """
      SELECT id, name, archived_at IS NOT NULL, restorable_until FROM rooms WHERE id = \(id) AND NOT is_direct
      \(sqlite: "", postgres: "FOR NO KEY UPDATE")
      """)
  }

  /// Nil for somebody who has left.
  func roleOfMaker(_ user: UserID, in transaction: Transaction) async throws -> Role? {
    try await transaction.value("SELECT role FROM users WHERE id = \(user) AND left_at IS NULL")
  }

  func setRestorable(_ room: RoomID, until end: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE rooms SET restorable_until = \(end) WHERE id = \(room)")
  }

  func restore(_ room: RoomID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE rooms SET archived_at = NULL, restorable_until = NULL WHERE id = \(room)")
  }

  /// Rooms that could be brought back until now; they cannot from here on.
  func giveUp(before now: Timestamp, limit: Int, in transaction: Transaction) async throws -> [RoomID] {
    try await transaction.values(
      """
      UPDATE rooms SET restorable_until = NULL WHERE id IN
        (SELECT id FROM rooms WHERE restorable_until <= \(now) ORDER BY restorable_until LIMIT \(limit)) RETURNING id
      """)
  }

  func markOpened(_ room: RoomID, by user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE room_members SET opened_at = \(now) WHERE room_id = \(room) AND user_id = \(user)")
  }

  /// The next sequence number of the room, if the member may post there now.
  func takeSeq(posting member: Member, to name: RoomName, in transaction: Transaction) async throws -> PostingPlace? {
    try await transaction.first(Self.takeSeq(posting: member.id, isModerator: member.permissions.contains(.moderate), in: name))
  }

  func takeSeq(of room: RoomID, in transaction: Transaction) async throws -> Int64 {
    guard let seq = try await transaction.value(Self.takeSeq(in: room), as: Int64.self) else { throw AppError.notFound("The room") }
    return seq
  }

  /// The next sequence number for a message of the server itself and, on PostgreSQL, the id of that message.
  func takePlace(of room: RoomID, in transaction: Transaction) async throws -> PostingPlace {
    let place: PostingPlace? = try await transaction.first(
      """
      UPDATE rooms SET last_seq = last_seq + 1 WHERE id = \(room)
      RETURNING id, last_seq, \(sqlite: "NULL", postgres: "nextval('messages_id_seq')"), kind
      """)
    guard let place else { throw AppError.notFound("The room") }
    return place
  }
}

/// A room that staff may remove or bring back.
struct RemovableRoom: RowDecodable, Sendable {
  let id: RoomID
  let name: RoomName
  let isRemoved: Bool
  let restorableUntil: Timestamp?

  init(row: Row) throws { (id, name, isRemoved, restorableUntil) = (try row[0], try row[1], try row[2], try row[3]) }
}

/// A room and the sequence number just taken in it.
struct RoomSeq: Sendable {
  let room: RoomID
  let seq: Int64
}

/// The room, sequence number and perhaps id of a message that is about to be inserted.
struct PostingPlace: Sendable {
  let room: RoomID
  let seq: Int64
  /// The reserved id of the message on PostgreSQL: with it, the INSERT need not be awaited. Nil on SQLite.
  let message: MessageID?
  let kind: RoomKind
}

// MARK: Statements

extension RoomRepository {
  static func visible(_ name: RoomName, to user: UserID) -> SQL {
    """
    SELECT \(standing) FROM rooms r LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = \(user)
    WHERE r.name = \(name) AND r.archived_at IS NULL AND (r.kind <> 'private' OR m.user_id IS NOT NULL)
    """
  }

  static func enterable(_ name: RoomName, by user: UserID) -> SQL {
    """
    SELECT \(standing) FROM rooms r LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = \(user)
      LEFT JOIN former_members f ON f.room_id = r.id AND f.user_id = \(user)
    WHERE r.name = \(name) AND r.archived_at IS NULL
      AND (r.kind <> 'private' OR m.user_id IS NOT NULL OR f.invited_at IS NOT NULL)
    """
  }

  static func governed(_ name: RoomName, by user: UserID, isModerator: Bool) -> SQL {
    """
    SELECT \(standing), f.barred_at IS NOT NULL
    FROM rooms r LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = \(user)
      LEFT JOIN former_members f ON f.room_id = r.id AND f.user_id = \(user)
    WHERE r.name = \(name) AND r.archived_at IS NULL AND (r.kind <> 'private' OR m.user_id IS NOT NULL
      OR (r.created_by = \(user) AND f.barred_at IS NULL) OR \(isModerator)) AND NOT r.is_direct
    """
  }

  static func membership(of user: UserID, in room: RoomID) -> SQL {
    """
    SELECT 1 FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.room_id = \(room) AND m.user_id = \(user) AND r.archived_at IS NULL
    """
  }

  static func count(madeBy user: UserID, upTo limit: Int) -> SQL {
    "SELECT COUNT(*) FROM (SELECT 1 FROM rooms WHERE created_by = \(user) AND archived_at IS NULL LIMIT \(limit)) AS counted"
  }

  private static var standing: SQL { "r.id, r.name, r.topic, \(kind), r.created_by, r.last_seq, m.last_read_id, m.cleared_id" }

  /// The kind of the room `r`. A conversation is stored as a private room, so that every rule for those holds for it.
  static var kind: SQL { "CASE WHEN r.is_direct THEN 'direct' ELSE r.kind END" }

  static func lastOpened(by user: UserID) -> SQL {
    """
    SELECT r.name FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = \(user) AND m.opened_at > 0 AND r.archived_at IS NULL ORDER BY m.opened_at DESC LIMIT 1
    """
  }

  static func withdrawn(among viewers: [Viewer]) -> SQL {
    """
    SELECT v.place, v.viewer FROM \(ViewerRows.table(viewers))
    WHERE NOT EXISTS (
      SELECT 1 FROM room_members m JOIN rooms r ON r.id = m.room_id
      WHERE m.room_id = v.place AND m.user_id = v.viewer AND r.archived_at IS NULL
    )
    """
  }

  static func takeSeq(posting user: UserID, isModerator: Bool, in name: RoomName) -> SQL {
    """
    UPDATE rooms SET last_seq = last_seq + 1
    WHERE name = \(name) AND archived_at IS NULL AND (kind <> 'announcement' OR \(isModerator))
      AND EXISTS (SELECT 1 FROM room_members m WHERE m.room_id = rooms.id AND m.user_id = \(user))
    RETURNING id, last_seq, \(sqlite: "NULL", postgres: "nextval('messages_id_seq')"), kind
    """
  }

  static func takeSeq(in room: RoomID) -> SQL {
    "UPDATE rooms SET last_seq = last_seq + 1 WHERE id = \(room) RETURNING last_seq"
  }
}

extension RoomStanding: RowDecodable {
  init(row: Row) throws {
    id = try row[0]
    name = try row[1]
    topic = try row[2]
    kind = try row[3]
    createdBy = try row[4]
    lastSeq = try row[5]
    readUpTo = try row[6]
    clearedUpTo = MessageID(try row[7] ?? 0)
  }
}

extension RoomSeq: RowDecodable {
  init(row: Row) throws {
    room = try row[0]
    seq = try row[1]
  }
}

/// A viewer of a room, as a row.
struct RoomViewer: RowDecodable, Sendable {
  let viewer: Viewer

  init(row: Row) throws { viewer = Viewer(try row[1], of: .room(try row[0])) }
}

extension PostingPlace: RowDecodable {
  init(row: Row) throws {
    room = try row[0]
    seq = try row[1]
    message = try row[2]
    kind = try row[3]
  }
}

extension GovernedRoom: RowDecodable {
  init(row: Row) throws {
    standing = try RoomStanding(row: row)
    isBarred = try row[8]
  }
}

extension RoomKind: SQLEncodable, SQLDecodable {}

extension RoomName: SQLEncodable, SQLDecodable {
  public var sqlValue: SQLValue { .text(rawValue) }

  public init(column: Column) throws(SQLError) {
    guard let name = RoomName.place(try column.text()) else { throw column.mismatch("a room's name") }
    self = name
  }
}
