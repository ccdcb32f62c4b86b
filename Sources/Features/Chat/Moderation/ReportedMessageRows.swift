import Core
import Media
import SQL

/// Messages of rooms, as members report them.
struct ReportedMessageRows: Reportable {
  let kind = "message"
  let label = "Message"
  let removal: (any StaffRemoval)?

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard member.permissions.contains(.readRoom), let id = MessageID(text: key),
      let found = try await snapshot.first(Self.readable(id, by: member.id), as: ReportedMessage.self)
    else { return .hidden }
    return found.text == nil ? .gone : .seen(found.thing)
  }

  func files(of key: String, in snapshot: Snapshot) async throws -> [String] {
    try await UsedMediaRows.files(of: key, MessageMediaRows(), in: snapshot)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let ids = keys.compactMap { MessageID(text: $0) }
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all(Self.all(ids), as: ReportedMessage.self)
    return Dictionary(found.map { ($0.id.description, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }
}

/// A message of a room with what staff need to know of it.
private struct ReportedMessage: RowDecodable, Sendable {
  let id: MessageID
  let author: UserID
  let username: String
  let room: RoomName
  let isRoomThere: Bool
  /// Nil once deleted.
  let text: String?

  init(row: Row) throws {
    (id, author, username, room) = (try row[0], try row[1], try row[2], try row[3])
    (isRoomThere, text) = (try row[4], try row[5])
  }

  var thing: ReportedThing {
    ReportedThing(
      id: id.description, owner: author, name: "Message by @\(username) in #\(room)",
      link: isRoomThere ? ChatPath.message(id, in: room) : nil, text: text)
  }
}

// MARK: Statements

extension ReportedMessageRows {
  private static func messages(_ condition: SQL) -> SQL {
    """
    SELECT m.id, m.author_id, u.username, r.name, r.archived_at IS NULL, m.content
    FROM (SELECT id, room_id, author_id, content FROM messages WHERE \(condition)
      UNION ALL SELECT id, room_id, author_id, content FROM messages_archive WHERE \(condition)) m
    JOIN rooms r ON r.id = m.room_id AND NOT r.is_direct JOIN users u ON u.id = m.author_id
    """
  }

  static func all(_ ids: [MessageID]) -> SQL { messages("id IN (\(list: ids))") }

  static func readable(_ id: MessageID, by reader: UserID) -> SQL {
    """
    \(messages("id = \(id)")) LEFT JOIN room_members p ON p.room_id = r.id AND p.user_id = \(reader)
    WHERE r.archived_at IS NULL AND (r.kind <> 'private' OR m.id > p.cleared_id)
    """
  }
}
