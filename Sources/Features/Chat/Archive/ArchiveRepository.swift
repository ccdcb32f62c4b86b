import Core
import SQL

/// Moves messages between their table and the archive. Readers find them in either (`MessageRepository`).
struct ArchiveRepository: Sendable {
  /// Rows moved in one transaction: few enough that no writer waits long.
  static let batch = 200
  /// A room's newest messages stay, however old: its page is read from one table, and a number given to a message is never given again.
  static let kept = HistoryRepository.newestCount

  private let database: Database

  init(database: Database) { self.database = database }

  func rooms() async throws -> [RoomID] {
    try await database.read { connection in try await connection.all("SELECT id FROM rooms ORDER BY id") { row in try row[0] } }
  }

  /// Archives the room's oldest messages written before `time`, a batch at most; how many. Changes in the room wait meanwhile.
  func moveOut(of room: RoomID, writtenBefore time: Timestamp, in transaction: Transaction) async throws -> Int {
    try await lock(room, in: transaction)
    let ids = try await transaction.all(Self.old(in: room, writtenBefore: time)) { row in try row[0] as MessageID }
    guard !ids.isEmpty else { return 0 }
    try await transaction.run(
      """
      INSERT INTO messages_archive (\(Self.columns)) SELECT \(Self.columns) FROM messages WHERE id IN (\(list: ids))
      """)
    try await transaction.run(
      """
      UPDATE rooms SET archived_id = \(sqlite: "MAX", postgres: "GREATEST")(archived_id, \(ids.max()!)),
        archived_seq = \(sqlite: "MAX", postgres: "GREATEST")(archived_seq, (SELECT MAX(seq) FROM messages WHERE id IN (\(list: ids))))
      WHERE id = \(room)
      """)
    return try await transaction.run("DELETE FROM messages WHERE id IN (\(list: ids))")
  }

  /// Puts an archived message back among the others, where it can be changed. The caller has checked that it may be changed.
  func bringBack(_ id: MessageID, in transaction: Transaction) async throws {
    guard
      let room = try await transaction.value("SELECT room_id FROM messages_archive WHERE id = \(id)", as: RoomID.self)
    else { return }
    try await lock(room, in: transaction)
    try await transaction.run(
      """
      INSERT INTO messages (\(Self.columns)) \(sqlite: "", postgres: "OVERRIDING SYSTEM VALUE")
      SELECT \(Self.columns) FROM messages_archive WHERE id = \(id)
      """)
    try await transaction.run("DELETE FROM messages_archive WHERE id = \(id)")
  }

  /// As every change locks it: a message does not move while it is being changed.
  private func lock(_ room: RoomID, in transaction: Transaction) async throws {
    _ = try await transaction.value(
      "SELECT id FROM rooms WHERE id = \(room) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: RoomID.self)
  }
}

// MARK: Statements

extension ArchiveRepository {
  /// Only the oldest are looked at: when none of them is old enough, no other is.
  static func old(in room: RoomID, writtenBefore time: Timestamp) -> SQL {
    """
    SELECT id FROM (SELECT id, created_at FROM messages WHERE room_id = \(room) AND id < (SELECT MIN(id) FROM
      (SELECT id FROM messages WHERE room_id = \(room) ORDER BY id DESC LIMIT \(kept)) AS newest) ORDER BY id LIMIT \(batch)) AS oldest
    WHERE created_at < \(time)
    """
  }

  private static var columns: SQL {
    """
    id, room_id, author_id, author_name, seq, content, html, created_at, edited_at, deleted_at, reply_to, reply_author_id, is_notice, media, is_aside
    """
  }
}

/// How far a room's archive reaches: no archived message has a greater id or sequence number.
struct ArchiveExtent: Sendable {
  let id: MessageID
  let seq: Int64

  var isEmpty: Bool { id == MessageID(0) }
}
