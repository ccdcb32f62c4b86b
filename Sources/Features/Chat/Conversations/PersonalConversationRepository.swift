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

  /// Writes them as a JSON array.
  func export(of user: UserID, to output: any PersonalOutput) async throws {
    let rooms = try await database.read { try await conversations.rooms(of: user, in: $0) }
    var isFirst = true
    try await output.write([UInt8(ascii: "[")])
    for room in rooms {
      guard let seen = try await seen(room, by: user) else { continue }
      try await output.write((isFirst ? [] : [UInt8(ascii: ",")]) + head(of: seen))
      isFirst = false
      var list = PersonalList(output)
      // The oldest comes first: where each page ends is known before it is read.
      for bound in try await bounds(of: room, for: user).reversed() {
        for message in try await page(of: room, for: user, before: bound).reversed() where message.text != nil {
          try await list.add(json(of: message))
        }
      }
      try await list.end()
      try await output.write([UInt8(ascii: "}")])
    }
    try await output.write([UInt8(ascii: "]")])
  }

  private func seen(_ room: RoomID, by user: UserID) async throws -> Conversation? {
    try await database.read { try await conversations.conversations([room], of: user, in: $0)[room] }
  }

  /// What each page ends before, the newest first.
  private func bounds(of room: RoomID, for user: UserID) async throws -> [MessageID] {
    var bounds = [MessageID(.max)]
    while let bound = bounds.last {
      let some = try await page(of: room, for: user, before: bound)
      guard some.count == Self.batch, let last = some.last else { break }
      bounds.append(last.id)
    }
    return bounds
  }

  /// The newest that are older, the newest first.
  private func page(of room: RoomID, for user: UserID, before bound: MessageID) async throws -> [Message] {
    try await database.read { connection in
      guard let head = try await connection.first(HistoryRepository.head(of: room, for: user), as: HistoryHead.self) else { return [] }
      return try await messages.older(
        than: bound, in: room, beyond: head.floor, limit: Self.batch, archive: head.archive, in: connection)
    }
  }

  /// Up to where the list of messages begins.
  private func head(of conversation: Conversation) -> [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.beginObject()
    json.field("id", conversation.id.rawValue)
    json.key("members")
    json.array { json in for member in conversation.members { json.string(member.username) } }
    json.key("messages")
    return json.bytes
  }

  private func json(of message: Message) -> [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.field("id", message.id.rawValue)
      json.field("author", message.author.username)
      json.field("created_at", message.createdAt.iso8601)
      json.field("edited_at", message.editedAt?.iso8601)
      json.field("content", message.text?.content)
    }
    return json.bytes
  }
}
