import Core
import SQL

/// The wrapped keys of conversations.
struct ConversationKeyRepository: Sendable {
  let vault: ConversationVault

  /// What seals the conversation. Throws if its key is gone or does not open: nothing is written without it.
  func seal(of room: RoomID, in transaction: Transaction) async throws -> ConversationSeal {
    guard let seal = try await seals(of: [room], in: transaction)[room] else {
      throw AppError(.unavailable, "This conversation cannot be opened. The operator has to restore its key")
    }
    return seal
  }

  /// What opens these conversations; those whose key is gone or does not open are left out. No statement if all are known.
  func seals(of rooms: [RoomID], in connection: Connection) async throws -> [RoomID: ConversationSeal] {
    var seals: [RoomID: ConversationSeal] = [:]
    var unknown: [RoomID] = []
    for room in rooms {
      if let seal = vault.known(room) { seals[room] = seal } else { unknown.append(room) }
    }
    guard !unknown.isEmpty else { return seals }
    for (room, wrapped) in try await connection.all(Self.wrapped(of: unknown), as: WrappedRow.self).map({ ($0.room, $0.key) }) {
      seals[room] = vault.take(wrapped, of: room)
    }
    return seals
  }

  /// Takes the key away if the conversation has no member left: nobody can read it any more.
  func eraseIfUnread(of room: RoomID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE conversations SET wrapped_key = NULL, master_id = NULL WHERE room_id = \(room)
        AND NOT EXISTS (SELECT 1 FROM room_members m WHERE m.room_id = conversations.room_id)
      """)
  }

  // MARK: Master keys

  /// How many conversations each master key holds, by its id.
  func counts(in connection: Connection) async throws -> [(master: String, count: Int)] {
    try await connection.all(
      "SELECT master_id, COUNT(*) FROM conversations WHERE master_id IS NOT NULL GROUP BY master_id ORDER BY master_id"
    ) { row in (try row[0], try row[1]) }
  }

  /// The ids of the master keys in use, found by jumping through the index.
  func masters(in connection: Connection) async throws -> [String] {
    var ids: [String] = []
    while let next = try await connection.value(Self.master(after: ids.last ?? ""), as: String.self) { ids.append(next) }
    return ids
  }

  /// Wraps the keys of at most `limit` conversations after one under the current master key. Keys that do not open stay. Returns how many were
  /// wrapped, and the last conversation that was looked at; nil at the end.
  func rewrap(after last: RoomID, limit: Int, in transaction: Transaction) async throws -> (count: Int, last: RoomID?) {
    let rows = try await transaction.all(Self.wrapped(after: last, notUnder: vault.masters.currentID, limit: limit), as: WrappedRow.self)
    var count = 0
    for row in rows {
      guard let key = vault.masters.unwrap(row.key, of: row.room) else { continue }
      let wrapped = vault.masters.wrap(key, of: row.room)
      count += try await transaction.run(
        """
        UPDATE conversations SET wrapped_key = \(wrapped.bytes), master_id = \(wrapped.master)
        WHERE room_id = \(row.room) AND master_id = \(row.key.master)
        """)
    }
    return (count, rows.last?.room)
  }

  /// At most `limit` conversations whose keys are wrapped under that master key.
  func rooms(under master: String, limit: Int, in connection: Connection) async throws -> [RoomID] {
    try await connection.values("SELECT room_id FROM conversations WHERE master_id = \(master) ORDER BY room_id LIMIT \(limit)")
  }

  /// Gives the conversation a new key: what was sealed with the old one is gone.
  func replaceKey(of room: RoomID, in transaction: Transaction) async throws {
    let wrapped = vault.newKey(of: room)
    try await transaction.run(
      "UPDATE conversations SET wrapped_key = \(wrapped.bytes), master_id = \(wrapped.master) WHERE room_id = \(room)")
  }
}

// MARK: Statements

extension ConversationKeyRepository {
  static func wrapped(of rooms: [RoomID]) -> SQL {
    "SELECT room_id, wrapped_key, master_id FROM conversations WHERE room_id IN (\(list: rooms)) AND wrapped_key IS NOT NULL"
  }

  static func wrapped(after last: RoomID, notUnder master: String, limit: Int) -> SQL {
    """
    SELECT room_id, wrapped_key, master_id FROM conversations
    WHERE room_id > \(last) AND wrapped_key IS NOT NULL AND master_id <> \(master)
    ORDER BY room_id LIMIT \(limit) \(sqlite: "", postgres: "FOR NO KEY UPDATE")
    """
  }

  static func master(after last: String) -> SQL {
    "SELECT master_id FROM conversations WHERE master_id > \(last) ORDER BY master_id LIMIT 1"
  }
}

private struct WrappedRow: RowDecodable, Sendable {
  let room: RoomID
  let key: WrappedKey

  init(row: Row) throws {
    room = try row[0]
    key = WrappedKey(bytes: try row[1], master: try row[2])
  }
}
