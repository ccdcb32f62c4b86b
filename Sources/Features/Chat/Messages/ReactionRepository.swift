import Core
import SQL

/// Reactions to messages.
struct ReactionRepository: Sendable {
  /// Each message's reactions in order of first use; one statement for all of them.
  func reactions(to messages: [MessageID], in connection: Connection) async throws -> [MessageID: [Message.Reaction]] {
    var byMessage: [MessageID: [Message.Reaction]] = [:]
    for placed in try await connection.all(Self.reactions(to: messages), as: Placed.self) {
      byMessage[placed.message, default: []].place(placed.emoji, by: placed.person)
    }
    return byMessage
  }

  /// False if the member has placed this emoji already.
  func add(_ emoji: Emoji, by user: UserID, to message: MessageID, in transaction: Transaction) async throws -> Bool {
    let text = emoji.description
    return try await transaction.run(
      """
      INSERT INTO reactions (message_id, user_id, emoji, place)
      VALUES (\(message), \(user), \(text), COALESCE(
        (SELECT place FROM reactions WHERE message_id = \(message) AND emoji = \(text) LIMIT 1),
        (SELECT MAX(place) + 1 FROM reactions WHERE message_id = \(message)), 0))
      ON CONFLICT DO NOTHING
      """) > 0
  }

  /// False if the member had not placed it.
  func remove(_ emoji: Emoji, by user: UserID, from message: MessageID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      "DELETE FROM reactions WHERE message_id = \(message) AND emoji = \(emoji.description) AND user_id = \(user)") > 0
  }

  /// Whether any emoji of the member is on the message.
  func hasAny(by user: UserID, on message: MessageID, in connection: Connection) async throws -> Bool {
    try await connection.value("SELECT 1 FROM reactions WHERE message_id = \(message) AND user_id = \(user) LIMIT 1", as: Int.self) != nil
  }

  func differentEmoji(on message: MessageID, in connection: Connection) async throws -> Int {
    try await connection.value(Self.differentEmoji(on: message)) ?? 0
  }
}

// MARK: Statements

extension ReactionRepository {
  static func reactions(to messages: [MessageID]) -> SQL {
    """
    SELECT x.message_id, x.emoji, x.user_id, u.username FROM reactions x JOIN users u ON u.id = x.user_id
    WHERE x.message_id IN (\(list: messages)) ORDER BY x.message_id, x.place, x.id
    """
  }

  static func differentEmoji(on message: MessageID) -> SQL {
    "SELECT COUNT(DISTINCT emoji) FROM reactions WHERE message_id = \(message)"
  }
}

private struct Placed: RowDecodable {
  let message: MessageID
  let emoji: String
  let person: Message.Person

  init(row: Row) throws {
    message = try row[0]
    emoji = try row[1]
    person = Message.Person(id: try row[2], username: try row[3])
  }
}

extension [Message.Reaction] {
  /// Adds one, the rows coming by place.
  fileprivate mutating func place(_ emoji: String, by person: Message.Person) {
    if last?.emoji == emoji {
      self[count - 1].people.append(person)
    } else {
      append(Message.Reaction(emoji: emoji, people: [person]))
    }
  }
}
