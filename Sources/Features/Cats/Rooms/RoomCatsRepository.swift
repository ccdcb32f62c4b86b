import Chat
import Core
import SQL

/// Where cats may talk, and what they said there lately.
struct RoomCatsRepository: Sendable {
  /// Rooms with cats in a community. Further ones are not looked at.
  static let most = 500

  let database: Database

  func read<Result: Sendable>(_ body: @Sendable (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  func settings(of room: RoomID, at connection: Connection) async throws -> RoomCats {
    try await connection.first("SELECT is_on, mode, cats FROM room_cats WHERE room_id = \(room)") { row in
      RoomCats(isOn: try row[0], mode: try row[1], cats: try row[2])
    } ?? RoomCats()
  }

  func keep(_ settings: RoomCats, of room: RoomID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO room_cats (room_id, is_on, mode, cats) VALUES (\(room), \(settings.isOn), \(settings.mode), \(settings.cats))
      ON CONFLICT (room_id) DO UPDATE SET is_on = excluded.is_on, mode = excluded.mode, cats = excluded.cats
      """)
  }

  /// In the order in which rooms are listed: general, then by name.
  func open(in transaction: Transaction) async throws -> [OpenRoom] {
    try await transaction.all(Self.open) { row in
      OpenRoom(id: try row[0], name: try row[1], mode: try row[2], cats: try row[3])
    }
  }

  /// Makes other cats wait with their lines in the room until the transaction ends. False if cats may not talk there any more.
  func lock(_ room: RoomID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value(
      "SELECT 1 FROM room_cats WHERE room_id = \(room) AND is_on \(sqlite: "", postgres: "FOR UPDATE")", as: Int64.self) != nil
  }

  /// What the pauses need to know, at a moment.
  func pauses(of room: RoomID, at moment: Int64, in transaction: Transaction) async throws -> RoomPauses {
    let lines = try await transaction.all("SELECT at, cat FROM cat_lines WHERE room_id = \(room) ORDER BY at") { row in
      (at: try row[0] as Int64, cat: try row[1] as Cat)
    }
    let spoke = try await transaction.all(
      "SELECT cat, max(at) FROM cat_lines WHERE at > \(moment - RoomPauses.ofCat) GROUP BY cat"
    ) { row in (try row[0] as Cat, try row[1] as Int64) }
    return RoomPauses(lines: lines, spoke: Dictionary(uniqueKeysWithValues: spoke))
  }

  /// Notes a line, and forgets those of the room that no pause needs any more.
  func note(_ cat: Cat, in room: RoomID, at moment: Int64, in transaction: Transaction) async throws {
    try await transaction.run("INSERT INTO cat_lines (room_id, at, cat) VALUES (\(room), \(moment), \(cat))")
    try await transaction.run("DELETE FROM cat_lines WHERE room_id = \(room) AND at <= \(moment - RoomPauses.span)")
  }

  /// The bot that the cat writes as; nil before its first line.
  func author(_ cat: Cat, in transaction: Transaction) async throws -> Author? {
    try await transaction.first(
      """
      SELECT u.id, u.username, u.name, u.color, u.picture FROM cats c JOIN users u ON u.id = c.user_id WHERE c.position = \(cat)
      """
    ) { row in
      Author(id: try row[0], username: try row[1], displayName: try row[2], color: try row[3], picture: try row[4])
    }
  }

  /// Makes the bot that the cat writes as. Its password hash matches no password.
  func makeAuthor(_ cat: Cat, _ uuid: String, at now: Timestamp, in transaction: Transaction) async throws {
    for username in cat.botNames {
      let id = try await transaction.value(
        """
        INSERT INTO users (uuid, username, email, name, password_hash, color, is_bot, picture, created_at, updated_at)
        SELECT \(uuid), \(username), \(cat.name + "@cats.invalid"), \(cat.title), '!', \(cat.position % 8), \(true), \(CatPath.face(cat)),
          \(now), \(now)
        WHERE NOT EXISTS (SELECT 1 FROM users u WHERE lower(u.username) = \(username))
        ON CONFLICT DO NOTHING RETURNING id
        """, as: UserID.self)
      guard let id else { continue }
      try await transaction.run("UPDATE cats SET user_id = \(id) WHERE position = \(cat)")
      return
    }
  }

  /// The bots that these cats write as.
  func bots(_ cats: [Cat]) async throws -> [UserID] {
    try await database.values("SELECT user_id FROM cats WHERE position IN (\(list: cats)) AND user_id IS NOT NULL ORDER BY position")
  }

  static let open: SQL = """
    SELECT r.id, r.name, c.mode, c.cats FROM room_cats c JOIN rooms r ON r.id = c.room_id
    WHERE c.is_on AND r.archived_at IS NULL AND r.kind <> 'announcement' AND NOT r.is_direct
    ORDER BY CASE r.name WHEN 'general' THEN 0 ELSE 1 END, r.name LIMIT \(most)
    """
}
