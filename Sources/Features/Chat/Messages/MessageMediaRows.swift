import Core
import SQL

/// Messages, as things that show members' media: to the members of the room, as long as there is the room.
struct MessageMediaRows: MediaUseRows {
  let name = "message"
  let label = "a message"
  let permission = Permission.readRoom

  func isVisible(to viewer: UserID?) -> SQL {
    guard let viewer else { return "FALSE" }
    return "\(Self.isRead(by: viewer, in: "messages")) OR \(Self.isRead(by: viewer, in: "messages_archive"))"
  }

  private static func isRead(by viewer: UserID, in table: SQL) -> SQL {
    """
    EXISTS (SELECT 1 FROM \(table) n JOIN room_members p ON p.room_id = n.room_id AND p.user_id = \(viewer)
      JOIN rooms r ON r.id = n.room_id
      WHERE n.id = x.subject AND n.id > p.cleared_id AND n.deleted_at IS NULL AND r.archived_at IS NULL)
    """
  }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] {
    let found = try await snapshot.all(
      """
      SELECT n.id, r.name FROM (SELECT id, room_id FROM messages WHERE id IN (\(list: subjects))
        UNION ALL SELECT id, room_id FROM messages_archive WHERE id IN (\(list: subjects))) n JOIN rooms r ON r.id = n.room_id
      """
    ) { row in (id: try row[0] as MessageID, room: try row[1] as RoomName) }
    return Dictionary(uniqueKeysWithValues: found.map { ($0.id.rawValue, ChatPath.message($0.id, in: $0.room)) })
  }
}
