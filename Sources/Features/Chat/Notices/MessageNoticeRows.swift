import Core
import SQL

/// Someone named the member in a message.
struct MentionNotice: NoticeKind {
  let name = "mention"
  let label = "Mention"
  /// A room.
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    try await MessageNoticeRows.faces("mentioned you", of: topics, at: snapshot)
  }
}

/// Someone answered a message of the member's.
struct ReplyNotice: NoticeKind {
  let name = "reply"
  let label = "Reply"
  /// The message that is answered.
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    try await MessageNoticeRows.faces("replied to your message", of: topics, at: snapshot)
  }
}

/// Someone placed an emoji on a message of the member's.
struct ReactionNotice: NoticeKind {
  let name = "reaction"
  let label = "Reaction"
  /// The message.
  let group = NoticeGroup.target
  let isMailedByDefault = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    try await MessageNoticeRows.faces("reacted to your message", of: topics, at: snapshot)
  }
}

enum MessageNoticeRows {
  /// The deed with the present names of the rooms, and links to the messages.
  static func faces(_ deed: String, of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    let rows = try await snapshot.all(rooms(Set(topics.compactMap(\.room)).sorted())) { row in
      (id: try row[0] as RoomID, name: try row[1] as RoomName)
    }
    let names = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.name) })
    return topics.reduce(into: [:]) { faces, topic in
      guard let name = topic.room.flatMap({ names[$0] }) else { return }
      faces[topic.id] = NoticeFace("\(deed) in #\(name)", link: ChatPath.message(MessageID(topic.subject), on: name))
    }
  }

  static func rooms(_ ids: [RoomID]) -> SQL { "SELECT id, name FROM rooms WHERE id IN (\(list: ids))" }

  /// The same for a conversation in which nothing was told that is still unread.
  static func isToldOfConversation(_ room: RoomID) -> SQL {
    """
    \(isToldOf(room)) AND NOT EXISTS (SELECT 1 FROM notices d WHERE d.user_id = u.id AND d.kind = 'dm' AND d.room = \(room)
      AND d.read_at IS NULL AND d.deleted_at IS NULL)
    """
  }

  /// True for the row `u` of `users` if the member may read the room and has not muted it.
  static func isToldOf(_ room: RoomID) -> SQL {
    """
    EXISTS (SELECT 1 FROM rooms r WHERE r.id = \(room) AND r.archived_at IS NULL AND (r.kind <> 'private'
        OR EXISTS (SELECT 1 FROM room_members p WHERE p.room_id = r.id AND p.user_id = u.id)))
      AND NOT EXISTS (SELECT 1 FROM muted_rooms x WHERE x.user_id = u.id AND x.room_id = \(room))
    """
  }
}
