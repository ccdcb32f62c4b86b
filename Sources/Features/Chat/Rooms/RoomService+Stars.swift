import Core

/// Stars put rooms at the top of a member's list. They take no permission beyond reading, and only the member's own pages are told.
extension RoomService {
  /// `NOT_FOUND` unless the caller is a member of the room. Starring a starred room changes nothing.
  public func star(_ scope: Scope, _ name: RoomName) async throws {
    try await changeStar(scope, name) { room, member, transaction in try await stars.star(room, by: member, in: transaction) }
  }

  public func unstar(_ scope: Scope, _ name: RoomName) async throws {
    try await changeStar(scope, name) { room, member, transaction in try await stars.unstar(room, by: member, in: transaction) }
  }

  /// `change` tells whether it changed anything.
  private func changeStar(
    _ scope: Scope, _ name: RoomName, _ change: @Sendable (RoomID, UserID, Transaction) async throws -> Bool
  ) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.visible(name, to: member.id, in: transaction), room.isMember, room.kind != .direct else {
        throw AppError.notFound("The room")
      }
      let hasChanged = try await change(room.id, member.id, transaction)
      return Changes.Outcome(answer: Done(), event: hasChanged ? .roomsChanged(member.id, except: nil) : nil)
    }
  }
}
