import Core
import SQL

/// Rooms, as members report them.
struct ReportedRoomRows: Reportable {
  let kind = "room"
  let label = "Room"
  let removal: (any StaffRemoval)?

  func key(of id: String, at now: Timestamp, in snapshot: Snapshot) async throws -> String? {
    guard let name = RoomName(id), name.direct == nil else { return nil }
    return try await snapshot.value("SELECT id FROM rooms WHERE name = \(name) AND NOT is_direct", as: RoomID.self)?.description
  }

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard member.permissions.contains(.readRoom), let id = RoomID(text: key),
      let room = try await snapshot.first(Self.enterable(id, by: member.id), as: ReportedRoom.self)
    else { return .hidden }
    return .seen(room.thing)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let ids = keys.compactMap { RoomID(text: $0) }
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all("\(Self.rooms) WHERE r.id IN (\(list: ids))", as: ReportedRoom.self)
    return Dictionary(found.map { ($0.id.description, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }

  private static var rooms: SQL { "SELECT r.id, r.name, r.topic, r.created_by, r.archived_at IS NULL FROM rooms r" }

  static func enterable(_ id: RoomID, by member: UserID) -> SQL {
    """
    \(rooms) LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = \(member)
      LEFT JOIN former_members f ON f.room_id = r.id AND f.user_id = \(member)
    WHERE r.id = \(id) AND r.archived_at IS NULL AND NOT r.is_direct
      AND (r.kind <> 'private' OR m.user_id IS NOT NULL OR f.invited_at IS NOT NULL)
    """
  }
}

private struct ReportedRoom: RowDecodable, Sendable {
  let id: RoomID
  let name: RoomName
  let topic: String
  let maker: UserID?
  let isThere: Bool

  init(row: Row) throws {
    (id, name, topic) = (try row[0], try row[1], try row[2])
    (maker, isThere) = (try row[3], try row[4])
  }

  var thing: ReportedThing {
    ReportedThing(
      id: name.rawValue, owner: maker, name: "Room #\(name)", link: isThere ? ChatPath.room(name) : nil,
      text: isThere ? (topic.isEmpty ? name.rawValue : "\(name)\n\(topic)") : nil)
  }
}
