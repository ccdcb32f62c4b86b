import Core
import JSON
import Relations
import SQL

/// The conversations of one member, for the member to take away: all that they can read now, both sides.
struct PersonalConversationRepository: Sendable {
  /// Messages read in one statement.
  private static let batch = 200

  let database: Database
  let messages: MessageRepository
  let conversations: ConversationRepository

  /// As a JSON array.
  func conversations(of user: UserID) async throws -> [UInt8] {
    let rooms = try await database.read { try await conversations.rooms(of: user, in: $0) }
    var parts: [[UInt8]] = []
    for room in rooms { if let part = try await conversation(room, of: user) { parts.append(part) } }
    var json = JSONWriter(capacity: 64 + parts.reduce(0) { $0 + $1.count })
    json.array { json in for part in parts { json.raw(part) } }
    return json.bytes
  }

  private func conversation(_ room: RoomID, of user: UserID) async throws -> [UInt8]? {
    try await database.read { connection in
      guard let seen = try await conversations.conversations([room], of: user, in: connection)[room],
        let head = try await connection.first(HistoryRepository.head(of: room, for: user), as: HistoryHead.self)
      else { return nil }
      var living: [Message] = []
      var bound = MessageID(.max)
      while true {
        let some = try await messages.older(
          than: bound, in: room, beyond: head.floor, limit: Self.batch, archive: head.archive, in: connection)
        living += some.filter { $0.text != nil }
        guard some.count == Self.batch, let last = some.last else { break }
        bound = last.id
      }
      return json(of: seen, living.reversed())
    }
  }

  private func json(of conversation: Conversation, _ messages: [Message]) -> [UInt8] {
    var json = JSONWriter(capacity: 256 + 256 * messages.count)
    json.object { json in
      json.field("id", conversation.id.rawValue)
      json.key("members")
      json.array { json in for member in conversation.members { json.string(member.username) } }
      json.key("messages")
      json.array { json in
        for message in messages {
          json.object { json in
            json.field("id", message.id.rawValue)
            json.field("author", message.author.username)
            json.field("created_at", message.createdAt.iso8601)
            json.field("edited_at", message.editedAt?.iso8601)
            json.field("content", message.text?.content)
          }
        }
      }
    }
    return json.bytes
  }
}
