import Core
import SQL

/// The rooms that members have muted.
struct MutedRoomRepository: MutedNames {
  func names(mutedBy user: UserID, at snapshot: Snapshot) async throws -> [String] {
    try await snapshot.values(
      """
      SELECT r.name FROM muted_rooms x JOIN rooms r ON r.id = x.room_id AND r.archived_at IS NULL
        JOIN room_members m ON m.room_id = r.id AND m.user_id = x.user_id
      WHERE x.user_id = \(user) ORDER BY r.name
      """)
  }

  func mute(_ room: RoomID, by user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("INSERT INTO muted_rooms (user_id, room_id) VALUES (\(user), \(room)) ON CONFLICT DO NOTHING")
  }

  func unmute(_ room: RoomID, by user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM muted_rooms WHERE user_id = \(user) AND room_id = \(room)")
  }
}
