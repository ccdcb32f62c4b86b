import Core

/// What a member has read, and what is left.
public struct ReadMarkerService: Sendable {
  private let changes: Changes
  private let rooms = RoomRepository()
  private let marks = UnreadRepository()
  private let notices: MessageNoticeRepository
  private let conversations: ConversationRepository

  init(changes: Changes, notices: MessageNoticeRepository, conversations: ConversationRepository) {
    self.changes = changes
    self.notices = notices
    self.conversations = conversations
  }

  /// Everything up to the message is read. The marker only moves forward; all the caller's sockets learn what is left. In a conversation the
  /// others learn it too.
  public func markRead(_ scope: Scope, _ message: MessageID, in name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.visible(name, to: member.id, in: transaction) else { throw AppError.notFound("The room") }
      guard room.isMember else { throw AppError.joinFirst }
      guard message > room.clearedUpTo, try await marks.markRead(message, of: room.id, by: member.id, in: transaction) else {
        throw AppError.notFound("The message")
      }
      let left = try await marks.unread(in: room.id, for: [member.id], in: transaction)[member.id]
      var events: [ChatEvent] = if let left { [.read(member.id, left)] } else { [] }
      if room.kind == .direct, message.rawValue > room.readUpTo ?? 0 {
        events += try await tell(message, of: name, room.id, readBy: member.id, in: transaction)
      }
      let told = try await notices.read(room.id, upTo: message, by: member.id, at: scope.now, in: transaction)
      return Changes.Outcome(answer: Done(), events: events + told)
    }
  }

  /// Nobody is told what somebody has read who does not show it, and those who do not show it are told nothing.
  private func tell(
    _ message: MessageID, of name: RoomName, _ room: RoomID, readBy member: UserID, in transaction: Transaction
  ) async throws -> [ChatEvent] {
    guard let standing = try await conversations.standing(of: member, in: room, transaction) else { return [] }
    let told = standing.readers
    let hidden = [member] + standing.otherIDs.filter { !told.contains($0) }
    guard told.isEmpty else { return [.messageRead(name, room, member, message, hiddenFrom: hidden), .conversationChanged(room)] }
    // An event that tells the others nothing would still tell them when the member reads.
    let own = try await conversations.conversations([room], of: member, in: transaction)[room]
    return own.map { [.conversation($0)] } ?? []
  }
}
