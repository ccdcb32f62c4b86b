import Core

/// Mutes rooms: a member gets no notifications from them. It takes no permission, so members who are muted themselves keep it.
public struct MutedRoomService: Sendable {
  let work: UnitOfWork
  let muted = MutedRoomRepository()
  let rooms = RoomRepository()
  let conversations: ConversationRepository

  /// `NOT_FOUND` unless the caller is a member of the room. Muting a muted room changes nothing.
  public func mute(_ scope: Scope, _ name: RoomName) async throws {
    try await change(scope, name) { room, member, transaction in try await muted.mute(room, by: member, in: transaction) }
  }

  public func unmute(_ scope: Scope, _ name: RoomName) async throws {
    try await change(scope, name) { room, member, transaction in try await muted.unmute(room, by: member, in: transaction) }
  }

  private func change(
    _ scope: Scope, _ name: RoomName, _ change: @Sendable (RoomID, UserID, Transaction) async throws -> Void
  ) async throws {
    let member = try scope.requireMember()
    let conversation = try await work.transaction { transaction in
      guard let room = try await rooms.visible(name, to: member.id, in: transaction), room.isMember else {
        throw AppError.notFound("The room")
      }
      try await change(room.id, member.id, transaction)
      return name.direct == nil
        ? nil : try await conversations.conversations([room.id], of: member.id, in: transaction)[room.id]
    }
    if let conversation { scope.outbox.add(ChatEvent.conversation(conversation).event) }
  }
}
