import Accounts
import Core
import Notices
import Relations

/// Guestbooks: who sees a wall that has one may read it, and members may sign it.
public struct GuestbookService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let modules: ModuleRepository
  let guestbook: GuestbookRepository
  let relations: RelationRepository
  let removals: StaffRemovals
  let ranks: StaffRankRepository
  let notices: NoticeRepository

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
    let found = try await guestbook.entries(of: profile.owner.id, before: before, limit: limit + 1, for: scope.member?.id)
    let entries = Array(found.prefix(limit))
    // They were read while the wall could still be seen.
    guard try await profiles.visible(username, to: scope.member?.id, at: scope.now) != nil else { throw scope.noWall }
    let follows = try await relations.follows(scope.member, profile)
    let moderates = try await ranks.outranks(scope.member, profile.owner.id, as: profile.owner.role, at: scope.now)
    return EntryPage(
      profile: profile, entries: entries, next: found.count > limit ? entries.last?.id : nil,
      rights: WallRights(of: scope.member, on: profile, follows: follows, hasGuestbook: true, moderates: moderates))
  }

  /// Signs a guestbook. `read` gives the text, once it is known that the caller may. A retry repeats the first answer.
  public func sign(_ scope: Scope, _ username: String, _ read: @Sendable () throws -> String) async throws -> MadeOnWall {
    let member = try scope.requireMember(.postWall)
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeOnWall(remembered: $0) }) { transaction in
      guard let profile = try await profiles.visible(username, to: member.id, at: scope.now, in: transaction) else {
        throw AppError.noWall
      }
      let owner = profile.owner
      // What was seen before the lock was waited for may be gone.
      guard try await profiles.locked(owner.id, in: transaction) != nil,
        try await profiles.visible(username, to: member.id, at: scope.now, in: transaction) != nil,
        try await modules.hasGuestbook(owner.id, in: transaction)
      else {
        throw AppError.noWall
      }
      guard WallRights.mayWrite(member, on: owner) else { throw AppError.forbidden("You may not write on others' walls now") }
      let text = try read()
      let sequence = try await PlaceID.wall(owner.id).takeSeq(in: transaction)
      let entry = try await guestbook.insert(text, by: member.id, on: owner.id, sequence: sequence, at: scope.now, in: transaction)
      let entryObject = entry.object(hiddenFrom: try await RelationRepository.strangers(to: member.id, at: transaction))
      let cause = NoticeCause(GuestbookNotice(), by: member.id, about: entry.id.rawValue)
      return MadeOnWall(entryObject, on: owner.id, try await notices.raise(cause, for: [owner.id], at: scope.now, in: transaction))
    }
    for event in made.events { scope.outbox.add(event) }
    return made
  }

  /// Deletes an entry: its writer and the owner of the wall for good; staff of a higher role than the writer's so that staff can bring it back.
  /// Returns the owner's username.
  @discardableResult public func delete(_ scope: Scope, _ id: EntryID) async throws -> String {
    let member = try scope.requireMember(.postWall)
    let (events, username) = try await work.transaction { transaction in
      guard let seen = try await guestbook.visible(id, to: member.id, in: transaction),
        let wall = try await profiles.locked(seen.owner, in: transaction),
        let entry = try await guestbook.entry(id, in: transaction), let shown = entry.shown
      else { throw AppError.noWall }
      let isTheirs = entry.owner == member.id || shown.author.id == member.id
      let author = shown.author
      let isStaff = try await ranks.outranks(member, author.id, as: author.role, at: scope.now, in: transaction)
      guard isTheirs || isStaff else { throw AppError.forbidden("This is somebody else's") }
      var events = try await takeDown(entry, by: author.id, byStaff: !isTheirs, at: scope.now, in: transaction)
      if !isTheirs { events += try await removals.removed("guestbook", id.description, of: author.id, by: scope, in: transaction) }
      return (events, wall.owner.username)
    }
    for event in events { scope.outbox.add(event) }
    return username
  }

  /// Takes an entry out of the guestbook of a locked wall.
  func takeDown(
    _ entry: GuestbookEntry, by author: UserID, byStaff: Bool, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    let sequence = try await PlaceID.wall(entry.owner).takeSeq(in: transaction)
    if byStaff {
      try await guestbook.removeByStaff(entry.id, sequence: sequence, at: now, in: transaction)
    } else {
      try await guestbook.delete(entry.id, sequence: sequence, at: now, in: transaction)
    }
    let hiddenFrom = try await RelationRepository.strangers(to: author, at: transaction)
    let tombstone = PlaceObject.tombstone("entry", entry.id.rawValue, sequence: sequence, hiddenFrom: hiddenFrom)
    let match = NoticeMatch(GuestbookNotice(), about: entry.id.rawValue)
    return [Event(changed: tombstone, in: .wall(entry.owner))] + (try await notices.withdraw(match, at: now, in: transaction))
  }

  /// Erases tombstones that no cursor needs, at most `limit` at once; how many there were. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await guestbook.erase(deletedBefore: scope.now - WallModule.restorable, limit: limit, in: $0)
    }
  }
}
