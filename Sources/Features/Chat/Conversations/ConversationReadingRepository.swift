import Core
import Relations
import SQL

/// Reads about conversations that need no transaction. Each method reads from one snapshot.
struct ConversationReadingRepository: Sendable {
  private static let mostTold = 200

  private let database: Database
  private let conversations: ConversationRepository

  init(database: Database, conversations: ConversationRepository) {
    self.database = database
    self.conversations = conversations
  }

  func list(of user: UserID, before bound: MessageID, limit: Int) async throws -> ConversationList {
    try await database.read { try await conversations.list(of: user, before: bound, limit: limit, in: $0) }
  }

  func conversation(_ room: RoomID, of user: UserID) async throws -> Conversation? {
    try await database.read { try await conversations.conversations([room], of: user, in: $0)[room] }
  }

  /// Whether the member knows all these people and has no conversation with exactly them.
  func isNew(for user: UserID, with usernames: [String], at now: Timestamp) async throws -> Bool {
    try await database.read { connection in
      let others = try await conversations.known(usernames, to: user, at: now, in: connection).map(\.id)
      guard others.count == usernames.count, !others.contains(user) else { return false }
      return try await conversations.room(of: others + [user], in: connection) == nil
    }
  }

  /// The newest ones, to be told again. Open pages of others show what changed in the rest when they are loaded again.
  func newest(of user: UserID) async throws -> [RoomID] {
    try await database.read { try await $0.values(ConversationRows.newest(of: user, limit: Self.mostTold)) }
  }

  /// The conversation as each of those members sees it whom `isHere` picks. Those who see nothing in it are left out.
  func conversation(_ room: RoomID, for isHere: (UserID) -> Bool) async throws -> [(user: UserID, conversation: Conversation)] {
    try await database.read { snapshot in
      var seen: [(UserID, Conversation)] = []
      for user in try await conversations.members(of: room, in: snapshot) where isHere(user) {
        let conversation = try await conversations.conversations([room], of: user, in: snapshot)[room]
        if let conversation, conversation.newest != nil { seen.append((user, conversation)) }
      }
      return seen
    }
  }

  // MARK: Master keys

  func counts() async throws -> [(master: String, count: Int)] {
    try await database.read { try await conversations.keys.counts(in: $0) }
  }

  func masters() async throws -> [String] { try await database.read { try await conversations.keys.masters(in: $0) } }

  func firstRoom(under master: String) async throws -> RoomID? {
    try await database.read { try await conversations.keys.rooms(under: master, limit: 1, in: $0).first }
  }

  /// How far a member may write and be seen writing in a conversation. Nil if they are not in it.
  func standing(of member: UserID, in room: RoomID) async throws -> ConversationStanding? {
    try await database.read { try await conversations.standing(of: member, in: room, $0) }
  }
}
