import Core
import Media
import SQL

/// Messages of conversations, as one of their members reports them. What a report names is all that staff ever see of a conversation.
struct ReportedDirectRepository: Reportable {
  let messages: MessageRepository

  let kind = "dm"
  let label = "Message in a conversation"
  let takesOthers = true
  var removal: (any StaffRemoval)? { nil }

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard let id = MessageID(text: key), let message = try await readable(id, by: member, in: snapshot) else { return .hidden }
    guard let text = message.text else { return message.isUnreadable ? .hidden : .gone }
    guard !others.isEmpty else { return .seen(thing(message, text: text.content)) }
    var named = [id: message]
    for other in others.compactMap({ MessageID(text: $0) }) {
      guard let found = try await readable(other, by: member, in: snapshot), found.roomID == message.roomID, found.text != nil else {
        throw AppError.validation("messages", "must be messages of the same conversation")
      }
      named[other] = found
    }
    let lines = named.values.sorted { $0.id < $1.id }.map { "@\($0.author.username): \($0.text?.content ?? "")" }
    return .seen(thing(message, text: lines.joined(separator: "\n")))
  }

  func files(of key: String, in snapshot: Snapshot) async throws -> [String] {
    try await UsedMediaRows.files(of: key, MessageMediaRows(), in: snapshot)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    var things: [String: ReportedThing] = [:]
    for id in keys.compactMap({ MessageID(text: $0) }) {
      guard let message = try await messages.message(id, in: snapshot), message.room.direct != nil else { continue }
      things[id.description] = thing(message, text: message.text?.content)
    }
    return things
  }

  private func thing(_ message: Message, text: String?) -> ReportedThing {
    ReportedThing(
      id: message.id.description, owner: message.author.id, name: "Message by @\(message.author.username) in a conversation", link: nil,
      text: text)
  }

  private func readable(_ id: MessageID, by member: Member, in snapshot: Snapshot) async throws -> Message? {
    guard member.permissions.contains(.readRoom),
      try await snapshot.value(Self.isReadable(id, by: member.id), as: Int.self) != nil
    else { return nil }
    return try await messages.message(id, in: snapshot)
  }

  static func isReadable(_ id: MessageID, by reader: UserID) -> SQL {
    """
    SELECT 1 FROM (SELECT id, room_id FROM messages WHERE id = \(id) UNION ALL SELECT id, room_id FROM messages_archive WHERE id = \(id)) m
    JOIN rooms r ON r.id = m.room_id AND r.is_direct JOIN room_members p ON p.room_id = r.id AND p.user_id = \(reader)
    WHERE r.archived_at IS NULL AND m.id > p.cleared_id
    """
  }
}
