import Accounts
import Core

/// Guestbooks: who sees a wall that has one may read it, and members may sign it.
public struct GuestbookService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let modules: ModuleRepository
  let guestbook: GuestbookRepository
  let audit: AuditRepository

  /// A page, newest first. `NOT_FOUND` while the wall has no guestbook.
  public func entries(
    _ scope: Scope, of username: String, _ request: @Sendable () throws -> (before: EntryID?, limit: Int)
  ) async throws -> EntryPage {
    try scope.require(.readWall)
    guard let profile = try await profiles.visible(username, to: scope.member?.id, at: scope.now),
      try await modules.hasGuestbook(profile.owner.id)
    else { throw scope.noWall }
    let (before, limit) = try request()
    // One more, to see whether another page follows.
    let found = try await guestbook.entries(of: profile.owner.id, before: before, limit: limit + 1)
    let entries = Array(found.prefix(limit))
    return EntryPage(entries: entries, next: found.count > limit ? entries.last?.id : nil)
  }

  /// Signs a guestbook. `read` gives the text, once it is known that the caller may. A retry repeats the first answer.
  public func sign(_ scope: Scope, _ username: String, _ read: @Sendable () throws -> String) async throws -> MadeOnWall {
    let member = try scope.requireMember(.postWall)
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeOnWall(remembered: $0) }) { transaction in
      guard let profile = try await profiles.visible(username, to: member.id, at: scope.now, in: transaction) else {
        throw AppError.noWall
      }
      let owner = profile.owner
      guard try await profiles.locked(owner.id, in: transaction) != nil, try await modules.hasGuestbook(owner.id, in: transaction) else {
        throw AppError.noWall
      }
      guard WallRights.mayWrite(member, on: owner) else { throw AppError.forbidden("You may not write on others' walls now") }
      let text = try read()
      let sequence = try await PlaceID.wall(owner.id).takeSeq(in: transaction)
      let entry = try await guestbook.insert(text, by: member.id, on: owner.id, sequence: sequence, at: scope.now, in: transaction)
      return MadeOnWall(entry.object, on: owner.id)
    }
    for event in made.events { scope.outbox.add(event) }
    return made
  }

  /// Deletes an entry for good: its writer, the owner of the wall, or staff of a higher role than the writer's.
  public func delete(_ scope: Scope, _ id: EntryID) async throws {
    let member = try scope.requireMember(.postWall)
    let event = try await work.transaction { transaction in
      guard let entry = try await guestbook.visible(id, to: member.id, in: transaction), let shown = entry.shown else {
        throw AppError.noWall
      }
      let isTheirs = entry.owner == member.id || shown.author.id == member.id
      guard isTheirs || WallRights.outranks(member, shown.author) else { throw AppError.forbidden("This is somebody else's") }
      guard try await profiles.locked(entry.owner, in: transaction) != nil else { throw AppError.noWall }
      let sequence = try await PlaceID.wall(entry.owner).takeSeq(in: transaction)
      guard try await guestbook.delete(id, sequence: sequence, at: scope.now, in: transaction) else { throw AppError.noWall }
      if !isTheirs { try await audit.record(scope, "entry.remove", of: "entry:\(id)", in: transaction) }
      return Event(changed: .tombstone("entry", id.rawValue, sequence: sequence), in: .wall(entry.owner))
    }
    scope.outbox.add(event)
  }

  /// Erases tombstones that no cursor needs, at most `limit` at once; how many there were. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await guestbook.erase(deletedBefore: scope.now - WallModule.restorable, limit: limit, in: $0)
    }
  }
}
