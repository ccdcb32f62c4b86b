import Core

/// What walls keep of one member: for them to take away, and to be erased when they leave for good.
public struct PersonalWallService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let guestbook: GuestbookRepository
  let personal: WallPersonalRepository

  /// Erases the member's wall, and what they wrote on others': those who watch them are told.
  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    for owner in try await work.transaction({ try await guestbook.walls(signedBy: user, in: $0) }) {
      while try await eraseEntries(scope, of: user, on: owner) > 0 {}
    }
    try await work.transaction { try await personal.erase(user, in: $0) }
  }

  private func eraseEntries(_ scope: Scope, of author: UserID, on owner: UserID) async throws -> Int {
    let events = try await work.transaction { transaction in
      _ = try await profiles.locked(owner, in: transaction)
      var events: [Event] = []
      for id in try await guestbook.entries(of: author, on: owner, in: transaction) {
        let sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
        _ = try await guestbook.delete(id, sequence: sequence, at: scope.now, in: transaction)
        events.append(Event(changed: .tombstone("entry", id.rawValue, sequence: sequence), in: .wall(owner)))
      }
      return events
    }
    for event in events { scope.outbox.add(event) }
    return events.count
  }
}
