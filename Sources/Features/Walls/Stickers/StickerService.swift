import Accounts
import Core
import Media
import Notices
import Relations

/// Stickers on walls: who may place, move and remove them, in one transaction each, told to all who watch the wall.
public struct StickerService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let stickers: StickerRepository
  let media: MediaUseRepository
  let relations: RelationRepository
  let removals: StaffRemovals
  let ranks: StaffRankRepository
  let notices: NoticeRepository

  /// Places a sticker on top of all others. `read` gives it, once it is known that the caller may. A retry repeats the first answer.
  public func place(_ scope: Scope, on username: String, _ read: @Sendable () throws -> StickerDraft) async throws -> MadeOnWall {
    let member = try scope.requireMember(.postWall)
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeOnWall(remembered: $0) }) { transaction in
      // What was seen before the lock was waited for may be gone.
      guard let seen = try await profiles.visible(username, to: member.id, at: scope.now, in: transaction),
        let profile = try await profiles.locked(seen.owner.id, in: transaction),
        try await profiles.visible(username, to: member.id, at: scope.now, in: transaction) != nil
      else { throw AppError.noWall }
      let follows = profile.stickers == .followers ? try await relations.follows(member.id, profile.owner.id, at: transaction) : false
      guard WallRights.mayPlace(member, on: profile, follows: follows) else {
        throw AppError.forbidden("You may not place stickers on this wall")
      }
      let draft = try read()
      let owner = profile.owner.id
      try await requireRoom(on: owner, for: member.id, in: transaction)
      let z = (try await stickers.levels(on: owner, in: transaction)?.upperBound ?? 0) + 1
      let sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
      var sticker = try await stickers.insert(
        draft, by: member.id, on: owner, z: z, sequence: sequence, at: scope.now, in: transaction)
      if !draft.content.claims.isEmpty {
        let shown = try await media.claim(
          draft.content.claims, for: sticker.id.rawValue, of: StickerMediaRows(), owner: member.id, at: scope.now, in: transaction)
        for file in shown.values { try await stickers.show(file, on: sticker.id, in: transaction) }
        sticker = try await stickers.sticker(sticker.id, in: transaction) ?? sticker
      }
      let object = sticker.object(hiddenFrom: try await RelationRepository.strangers(to: member.id, at: transaction))
      let cause = NoticeCause(StickerNotice(), by: member.id, about: sticker.id.rawValue)
      var more = try await notices.raise(cause, for: [owner], at: scope.now, in: transaction)
      if owner != member.id, profile.visibility.includesEveryMember {
        more.append(Event(deed: .stickerPlaced, by: member.id, at: scope.now))
      }
      return MadeOnWall(object, on: owner, more)
    }
    for event in made.events { scope.outbox.add(event) }
    return made
  }

  /// Moves, turns, scales or restacks a sticker: the owner of the wall, or who placed it. Nobody is told of what changes nothing.
  public func change(_ scope: Scope, _ id: StickerID, _ read: @Sendable () throws -> StickerChange) async throws -> Sticker {
    let member = try scope.requireMember(.postWall)
    let (sticker, event) = try await work.transaction { transaction in
      let (seen, isTheirs) = try await theirs(id, member, in: transaction)
      guard isTheirs else { throw AppError.forbidden("This is somebody else's") }
      let change = try read()
      var sticker = seen
      change.apply(to: &sticker.pose)
      if let stack = change.stack, let levels = try await stickers.levels(on: sticker.owner, in: transaction) {
        switch stack {
        case .front: if sticker.z < levels.upperBound { sticker.z = levels.upperBound + 1 }
        case .back: if sticker.z > levels.lowerBound { sticker.z = levels.lowerBound - 1 }
        }
      }
      guard sticker != seen else { return (seen, nil as Event?) }
      sticker.sequence = try await PlaceID.wall(sticker.owner).takeSeq(in: transaction)
      try await stickers.update(sticker, in: transaction)
      let object = sticker.object(hiddenFrom: try await strangers(to: sticker.placer, in: transaction))
      return (sticker, Event(changed: object, in: .wall(sticker.owner)))
    }
    if let event { scope.outbox.add(event) }
    return sticker
  }

  /// Removes a sticker: the owner of the wall and who placed it for good; staff of a higher role than theirs so that staff can bring it back.
  public func remove(_ scope: Scope, _ id: StickerID) async throws {
    let member = try scope.requireMember(.postWall)
    let events = try await work.transaction { transaction in
      let (sticker, isTheirs) = try await theirs(id, member, in: transaction)
      var isStaff = false
      if let placer = sticker.shown?.placer {
        isStaff = try await ranks.outranks(member, placer.id, as: placer.role, at: scope.now, in: transaction)
      }
      guard isTheirs || isStaff else { throw AppError.forbidden("This is somebody else's") }
      var events = try await takeDown(sticker, byStaff: !isTheirs, at: scope.now, in: transaction)
      if !isTheirs, let placer = sticker.placer {
        events += try await removals.removed("sticker", id.description, of: placer, by: scope, in: transaction)
      }
      return events
    }
    for event in events { scope.outbox.add(event) }
  }

  /// Takes a sticker off a locked wall.
  func takeDown(_ sticker: Sticker, byStaff: Bool, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let id = sticker.id
    let sequence = try await PlaceID.wall(sticker.owner).takeSeq(in: transaction)
    if byStaff {
      if sticker.shown?.file != nil { try await media.hold([id.rawValue], of: StickerMediaRows(), in: transaction) }
      try await stickers.removeByStaff(id, sequence: sequence, at: now, in: transaction)
    } else {
      try await stickers.delete(id, sequence: sequence, at: now, in: transaction)
      if sticker.shown?.file != nil { try await media.release([id.rawValue], of: StickerMediaRows(), at: now, in: transaction) }
    }
    let hiddenFrom = try await strangers(to: sticker.placer, in: transaction)
    let tombstone = PlaceObject.tombstone("sticker", id.rawValue, sequence: sequence, hiddenFrom: hiddenFrom)
    let match = NoticeMatch(StickerNotice(), about: id.rawValue)
    return [Event(changed: tombstone, in: .wall(sticker.owner))] + (try await notices.withdraw(match, at: now, in: transaction))
  }

  /// Erases tombstones that no cursor needs, at most `limit` at once; how many there were. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      let erased = try await stickers.erase(deletedBefore: scope.now - WallModule.restorable, limit: limit, in: transaction)
      try await media.release(erased.map(\.rawValue), of: StickerMediaRows(), at: scope.now, in: transaction)
      return erased.count
    }
  }

  // MARK: On a locked wall

  /// A sticker that the member sees, as it is once the wall is locked, and whether they own the wall or placed it.
  private func theirs(_ id: StickerID, _ member: Member, in transaction: Transaction) async throws -> (Sticker, isTheirs: Bool) {
    guard let seen = try await stickers.visible(id, to: member.id, in: transaction),
      try await profiles.locked(seen.owner, in: transaction) != nil,
      let sticker = try await stickers.sticker(id, in: transaction), let shown = sticker.shown
    else { throw AppError.noWall }
    return (sticker, sticker.owner == member.id || shown.placer.id == member.id)
  }

  /// Those who do not see what the placer put here.
  func strangers(to placer: UserID?, in transaction: Transaction) async throws -> [UserID] {
    guard let placer else { return [] }
    return try await RelationRepository.strangers(to: placer, at: transaction)
  }

  private func requireRoom(on owner: UserID, for placer: UserID, in transaction: Transaction) async throws {
    let count = try await stickers.count(on: owner, by: placer, in: transaction)
    guard count.all < Sticker.mostPerWall else {
      throw AppError(.limitExceeded, "A wall holds at most \(Sticker.mostPerWall) stickers")
    }
    guard placer == owner || count.placed < Sticker.mostPerVisitor else {
      throw AppError(.limitExceeded, "You may place at most \(Sticker.mostPerVisitor) stickers on one wall")
    }
  }
}
