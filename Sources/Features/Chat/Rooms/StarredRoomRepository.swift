import Core
import SQL

/// The rooms that members keep at the top of their lists.
struct StarredRoomRepository: Sendable {
  /// False if it was starred before.
  func star(_ room: RoomID, by user: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("INSERT INTO starred_rooms (user_id, room_id) VALUES (\(user), \(room)) ON CONFLICT DO NOTHING") > 0
  }

  /// False if it was not starred.
  func unstar(_ room: RoomID, by user: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM starred_rooms WHERE user_id = \(user) AND room_id = \(room)") > 0
  }

  /// The names of the member's starred rooms, as they get them in their export.
  static func names(starredBy user: UserID) -> SQL {
    """
    SELECT r.name FROM starred_rooms s JOIN rooms r ON r.id = s.room_id AND r.archived_at IS NULL
      JOIN room_members m ON m.room_id = r.id AND m.user_id = s.user_id
    WHERE s.user_id = \(user) ORDER BY r.name
    """
  }
}
