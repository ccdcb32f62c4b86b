import Core
import Media

/// What walls keep of one member: for them to take away, and to be erased when they leave for good.
public struct PersonalWallService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let stickers: StickerRepository
  let guestbook: GuestbookRepository
  let media: MediaUseRepository
  let personal: WallPersonalRepository

  /// Erases the member's wall, and what they wrote and placed on others': those who watch them are told.
  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    for owner in try await work.transaction({ try await guestbook.walls(signedBy: user, in: $0) }) {
      try await erase("entry", scope, on: owner) { transaction in
        try await guestbook.entries(of: user, on: owner, in: transaction).map(\.rawValue)
      } delete: { id, sequence, transaction in
        try await guestbook.delete(EntryID(id), sequence: sequence, at: scope.now, in: transaction)
      }
    }
    for owner in try await work.transaction({ try await stickers.walls(decoratedBy: user, in: $0) }) {
      try await erase("sticker", scope, on: owner) { transaction in
        try await stickers.stickers(of: user, on: owner, in: transaction).map(\.rawValue)
      } delete: { id, sequence, transaction in
        try await stickers.delete(StickerID(id), sequence: sequence, at: scope.now, in: transaction)
        try await media.release([id], of: StickerMediaRows(), at: scope.now, in: transaction)
      }
    }
    try await work.transaction { transaction in
      // Files on this wall are their placers', and stay theirs.
      let placed = try await stickers.pictures(on: user, in: transaction)
      try await media.release(placed.map(\.rawValue), of: StickerMediaRows(), at: scope.now, in: transaction)
      try await personal.erase(user, in: transaction)
    }
  }

  /// Deletes some at a time, each under a sequence of its own, until `next` finds none.
  private func erase(
    _ type: String, _ scope: Scope, on owner: UserID, next: @Sendable (Transaction) async throws -> [Int64],
    delete: @Sendable (Int64, Int64, Transaction) async throws -> Void
  ) async throws {
    while true {
      let events = try await work.transaction { transaction in
        _ = try await profiles.locked(owner, in: transaction)
        var events: [Event] = []
        for id in try await next(transaction) {
          let sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
          try await delete(id, sequence, transaction)
          events.append(Event(changed: .tombstone(type, id, sequence: sequence), in: .wall(owner)))
        }
        return events
      }
      if events.isEmpty { return }
      for event in events { scope.outbox.add(event) }
    }
  }
}
