import Core

/// What a member has read, and what is left.
public struct ReadMarkerService: Sendable {
  private let changes: Changes
  private let rooms = RoomRepository()
  private let marks = UnreadRepository()
  private let notices: MessageNoticeRepository

  init(changes: Changes, notices: MessageNoticeRepository) {
    self.changes = changes
    self.notices = notices
  }

  /// Everything up to the message is read. The marker only moves forward; all the caller's sockets learn what is left.
  public func markRead(_ scope: Scope, _ message: MessageID, in name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.visible(name, to: member.id, in: transaction) else { throw AppError.notFound("The room") }
      guard room.isMember else { throw AppError.joinFirst }
      guard try await marks.markRead(message, of: room.id, by: member.id, in: transaction) else {
        throw AppError.notFound("The message")
      }
      let left = try await marks.unread(in: room.id, for: [member.id], in: transaction)[member.id]
      let events: [ChatEvent] = if let left { [.read(member.id, left)] } else { [] }
      let told = try await notices.read(room.id, upTo: message, by: member.id, at: scope.now, in: transaction)
      return Changes.Outcome(answer: Done(), events: events + told)
    }
  }
}
