import Core
import Relations

/// Opens, lists and clears conversations. Messages in them are posted, changed and read as in rooms.
public struct ConversationService: Sendable {
  let changes: Changes
  let reading: ConversationReadingRepository
  let conversations: ConversationRepository
  let notices: MessageNoticeRepository
  let limiter: any RateLimiter
  let openings: Limit
  let rooms = RoomRepository()

  /// Bytes; longer than any name.
  private static let longestUsername = 80

  /// The conversation of the caller and these people: the one that they have, or a new one. Nobody else sees a new one before its first message.
  public func open(_ scope: Scope, with usernames: [String]) async throws -> ConversationAck {
    let member = try scope.requireMember(.sendDM)
    let ack = try await openOnce(scope, member, usernames)
    // Not remembered: the conversation as it is now.
    if let conversation = try await reading.conversation(ack.id, of: member.id) {
      scope.outbox.add(Event(type: "conversation", audience: .user(member.id), data: conversation.json))
    }
    return ack
  }

  private func openOnce(_ scope: Scope, _ member: Member, _ usernames: [String]) async throws -> ConversationAck {
    guard Conversation.companions.contains(usernames.count) else { throw AppError.wrongUsernames }
    guard usernames.allSatisfy({ $0.utf8.count <= Self.longestUsername }) else { throw AppError.notFound("That member") }
    guard Set(usernames.map { $0.lowercased() }).count == usernames.count else { throw AppError.twiceTheSame }
    if try await reading.isNew(for: member.id, with: usernames, at: scope.now) {
      try await limiter.admit(openings, for: .user(member.id), now: scope.now).require()
    }
    return try await changes.once(scope) { transaction in
      let others = try await others(usernames, member, scope.now, in: transaction)
      let people = others + [member.id]
      try await conversations.lock(people, in: transaction)
      // Again, now that no block can come in between.
      guard try await self.others(usernames, member, scope.now, in: transaction) == others else { throw AppError.notFound("That member") }
      guard try await conversations.blocked(by: member.id, among: others, in: transaction) == nil else {
        throw AppError(.conflict, "You have blocked this person. Unblock them first")
      }
      if let room = try await conversations.room(of: people, in: transaction) {
        return Changes.Outcome(answer: ConversationAck(id: room), events: [])
      }
      if let name = try await conversations.refusing(member.id, among: others, in: transaction) {
        throw AppError.forbidden(DirectRefusal.words(name))
      }
      let room = try await conversations.make(people, at: scope.now, in: transaction)
      return Changes.Outcome(answer: ConversationAck(id: room), events: [])
    }
  }

  /// The people whom the caller names.
  private func others(
    _ usernames: [String], _ member: Member, _ now: Timestamp, in transaction: Transaction
  ) async throws -> [UserID] {
    let known = try await conversations.known(usernames, to: member.id, at: now, in: transaction).map(\.id)
    guard !known.contains(member.id) else { throw AppError.validation("usernames", "must be others than yourself") }
    guard known.count == usernames.count else { throw AppError.notFound("That member") }
    return known
  }

  /// The caller's conversations with something in them, the newest message first.
  public func list(_ scope: Scope, before bound: MessageID? = nil, limit: Int = Conversation.usualLimit) async throws -> ConversationList {
    let member = try scope.requireMember(.readRoom)
    return try await reading.list(of: member.id, before: bound ?? MessageID(.max), limit: limit)
  }

  /// One of the caller's conversations.
  public func conversation(_ scope: Scope, _ room: RoomID) async throws -> Conversation {
    let member = try scope.requireMember(.readRoom)
    guard let conversation = try await reading.conversation(room, of: member.id) else { throw AppError.notFound("The conversation") }
    return conversation
  }

  /// Whether the others see that the caller looks at the room: not in a conversation of two with a block in between.
  func showsPresence(_ scope: Scope, in name: RoomName) async throws -> Bool {
    guard let room = name.direct else { return true }
    let member = try scope.requireMember(.readRoom)
    guard let standing = try await reading.standing(of: member.id, in: room) else { return true }
    return !standing.isOfTwo || standing.others.contains { $0.isReachable }
  }

  /// For the caller alone, everything up to now is gone. It cannot be undone, and the others notice nothing.
  public func clear(_ scope: Scope, _ name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = name.direct, try await rooms.visible(name, to: member.id, in: transaction) != nil else {
        throw AppError.notFound("The conversation")
      }
      let newest = try await conversations.clear(room, for: member.id, in: transaction)
      let told = try await notices.read(room, upTo: newest, by: member.id, at: scope.now, in: transaction)
      guard let conversation = try await conversations.conversations([room], of: member.id, in: transaction)[room] else {
        throw AppError.notFound("The conversation")
      }
      return Changes.Outcome(
        answer: Done(),
        events: [
          .conversation(conversation), .read(member.id, UnreadCount(room: name.rawValue, count: 0, mentions: 0)),
          .viewReset(room, member.id),
        ] + told)
    }
  }
}

/// The conversation that was opened.
public struct ConversationAck: Hashable, Sendable, ChangeAnswer {
  public let id: RoomID

  init(id: RoomID) { self.id = id }
}

extension AppError {
  static let wrongUsernames = AppError.validation(
    "usernames", "must be \(Conversation.companions.lowerBound) to \(Conversation.companions.upperBound) names")
  static let clearInstead = AppError.forbidden("Clear it instead")
  static let twiceTheSame = AppError.validation("usernames", "must name each person once")
}
