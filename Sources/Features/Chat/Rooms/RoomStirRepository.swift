import Core
import Relations
import SQL

/// What is going on in rooms, for the list of them: two statements, however many rooms and people there are.
struct RoomStirRepository: Sendable {
  /// People who are looked at, so that the statement stays small in a large community.
  static let mostPeople = 2_000

  private let online: OnlineMembers

  init(online: OnlineMembers) { self.online = online }

  func stirs(in rooms: [RoomID], for viewer: UserID, in connection: Connection) async throws -> [RoomID: RoomStir] {
    guard !rooms.isEmpty else { return [:] }
    var stirs: [RoomID: RoomStir] = [:]
    let newest = try await connection.all(Self.newest(in: rooms)) { row in (room: try row[0] as RoomID, at: try row[1] as Timestamp?) }
    for (room, at) in newest { stirs[room] = RoomStir(lastAt: at) }
    let wanted = Set(rooms)
    let inside = online.all.filter { !wanted.isDisjoint(with: $0.value.rooms) }
    guard !inside.isEmpty else { return stirs }
    let ids = Array(inside.keys.sorted().prefix(Self.mostPeople))
    for user in try await connection.values(Self.seen(by: viewer, among: ids), as: UserID.self) {
      for room in inside[user]?.rooms ?? [] where wanted.contains(room) { stirs[room, default: RoomStir()].inside += 1 }
    }
    return stirs
  }

  /// The newest messages are never in the archive.
  static func newest(in rooms: [RoomID]) -> SQL {
    """
    SELECT r.id, (SELECT m.created_at FROM messages m WHERE m.room_id = r.id AND m.deleted_at IS NULL ORDER BY m.id DESC LIMIT 1)
    FROM rooms r WHERE r.id IN (\(list: rooms))
    """
  }

  /// Those who show that they are online, and whom the viewer may know.
  static func seen(by viewer: UserID, among users: [UserID]) -> SQL {
    """
    SELECT u.id FROM users u WHERE u.id IN (\(list: users)) AND (u.id = \(viewer)
      OR (u.show_online AND \(PersonRows.known(to: viewer)) AND \(PersonRows.unblocked("u.id", viewer))))
    """
  }
}
