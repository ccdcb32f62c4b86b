import Accounts
import Core
import Relations

/// Patterns: made, changed, deleted, brought back and forked.
public struct PatternService: Sendable {
  let work: UnitOfWork
  let patterns: PatternRepository
  let places: PlaceRepository
  let removal: PatternRemoval
  let ranks: StaffRankRepository
  let removals: StaffRemovals

  private static let notYours = AppError.forbidden("Only the owner of this pattern may do this")

  // MARK: Reading

  func list(_ scope: Scope, _ request: PatternListRequest) async throws -> PatternSlice {
    if request.isMine, scope.member == nil { throw AppError.unauthorized }
    return try await patterns.list(request, for: scope.member?.id)
  }

  func pattern(_ scope: Scope, _ id: PatternID?) async throws -> Pattern {
    guard let id, let pattern = try await patterns.visible(id, to: scope.member?.id) else { throw scope.noStory }
    return pattern
  }

  /// The pattern, and where its place stands: read before it, so that a change in between is told again.
  func page(_ scope: Scope, _ id: PatternID?) async throws -> (pattern: Pattern, head: PlaceHead) {
    let seen = try await pattern(scope, id)
    let head = try await places.head(of: .pattern(seen.id))
    return (try await pattern(scope, seen.id), head)
  }

  /// A revision of a pattern that the caller sees.
  func revision(_ scope: Scope, _ number: Int?, of id: PatternID?) async throws -> (pattern: Pattern, revision: PatternRevision) {
    guard let id, let number else { throw scope.noStory }
    return try await patterns.read { snapshot in
      guard let pattern = try await patterns.visible(id, to: scope.member?.id, in: snapshot),
        let revision = try await patterns.revision(number, of: id, in: snapshot)
      else { throw scope.noStory }
      return (pattern, revision)
    }
  }

  /// What a verse plays to the caller. What they may not hear is silent.
  func heard(_ scope: Scope, _ pin: PinnedLoop?) async throws -> HeardLoop? {
    guard let pin else { return nil }
    return try await patterns.read { try await patterns.heard(pin, by: scope.member?.id, in: $0) }
  }

  /// What the caller can let verses of a story play: the newest of those that all its readers may hear, the caller's own first.
  func choices(_ scope: Scope, for story: Story) async throws -> [PatternName] {
    let member = try scope.requireMember()
    return try await patterns.names(for: member.id, heardBy: story.details.visibility)
  }

  /// Whether the caller may delete the pattern: its owner, and staff of a higher rank.
  func mayDelete(_ scope: Scope, _ pattern: Pattern) async throws -> Bool {
    if scope.member?.id == pattern.owner.id { return true }
    return try await ranks.outranks(scope.member, pattern.owner.id, as: pattern.owner.role, at: scope.now)
  }

  // MARK: Changing

  /// Makes a pattern of the caller's. A retry repeats the first answer.
  func make(_ scope: Scope, _ new: NewPattern) async throws -> MadePattern {
    let member = try scope.requireMember(.editSong)
    return try await work.once(scope, remembering: \.json, repeating: { try MadePattern(remembered: $0) }) { transaction in
      let id = try await patterns.insert(
        new.title, new.visibility, new.loop.text, of: member.id, at: scope.now, in: transaction)
      return try await made(id, scope, in: transaction)
    }
  }

  /// Makes a private pattern of the caller's out of one that they see. A retry repeats the first answer.
  func copy(_ scope: Scope, _ id: PatternID?, titled title: @Sendable () throws -> String?) async throws -> MadePattern {
    let member = try scope.requireMember(.editSong)
    return try await work.once(scope, remembering: \.json, repeating: { try MadePattern(remembered: $0) }) { transaction in
      let parent = try await lock(scope, id, in: transaction)
      let fork = try await patterns.insert(
        try title() ?? parent.title, .private, parent.loop, of: member.id, from: parent, at: scope.now, in: transaction)
      return try await made(fork, scope, in: transaction)
    }
  }

  private func made(_ id: PatternID, _ scope: Scope, in transaction: Transaction) async throws -> MadePattern {
    guard let pattern = try await patterns.pattern(id, in: transaction) else { throw scope.noStory }
    return MadePattern(pattern.object)
  }

  /// Changes a pattern of the caller's. A loop that is different is a new revision. What changes nothing is no change, whatever it is based
  /// on.
  func change(_ scope: Scope, _ id: PatternID?, by change: @Sendable () throws -> PatternChange) async throws -> Pattern {
    let member = try scope.requireMember(.editSong)
    let (pattern, events) = try await work.transaction { transaction in
      let before = try await lock(scope, id, in: transaction)
      guard before.owner.id == member.id else { throw Self.notYours }
      let change = try change()
      let title = change.title ?? before.title
      let visibility = change.visibility ?? before.visibility
      let loop = change.loop?.text ?? before.loop
      let isOther = !loop.utf8.elementsEqual(before.loop.utf8)
      guard isOther || visibility != before.visibility || !title.utf8.elementsEqual(before.title.utf8) else {
        return (before, [] as [Event])
      }
      guard change.base == before.version else { throw VerseService.stale(before.version) }
      let revision = before.revision + (isOther ? 1 : 0)
      guard revision <= Pattern.mostRevisions else {
        throw AppError(.limitExceeded, "A pattern has at most \(Pattern.mostRevisions) revisions")
      }
      if isOther { try await patterns.keep(loop, titled: title, as: revision, of: before.id, at: scope.now, in: transaction) }
      let sequence = try await PlaceID.pattern(before.id).takeSeq(in: transaction)
      try await patterns.update(before.id, title, visibility, revision: revision, sequence, at: scope.now, in: transaction)
      return try await removal.told(before.id, alsoClosing: visibility != before.visibility, in: transaction)
    }
    for event in events { scope.outbox.add(event) }
    return pattern
  }

  /// Deletes a pattern: its owner, or staff of a higher rank. Until 30 days later it can be brought back.
  func delete(_ scope: Scope, _ id: PatternID?) async throws -> Pattern {
    let member = try scope.requireMember(.editSong)
    let (pattern, events) = try await work.transaction { transaction in
      let before = try await lock(scope, id, in: transaction)
      let isOwner = before.owner.id == member.id
      let isStaff = isOwner ? false : try await isAbove(member, before.owner, at: scope.now, in: transaction)
      guard isOwner || isStaff else { throw Self.notYours }
      var (pattern, events) = try await removal.setDeleted(before.id, at: scope.now, byStaff: isStaff, in: transaction)
      if isStaff {
        events += try await removals.removed("pattern", before.id.description, of: before.owner.id, by: scope, in: transaction)
      }
      return (pattern, events)
    }
    for event in events { scope.outbox.add(event) }
    return pattern
  }

  /// Brings a deleted pattern back: its owner or staff of a higher rank; what staff removed, staff alone. One that is not deleted stays.
  func restore(_ scope: Scope, _ id: PatternID?) async throws -> Pattern {
    let member = try scope.requireMember(.editSong)
    let (pattern, events) = try await work.transaction { transaction in
      let before = try await lock(scope, id, deleted: true, in: transaction)
      let isOwner = before.owner.id == member.id
      let isStaff = isOwner ? false : try await isAbove(member, before.owner, at: scope.now, in: transaction)
      guard let deletedAt = before.deletedAt else {
        guard isOwner || isStaff else { throw Self.notYours }
        return (before, [] as [Event])
      }
      // For everybody else it does not exist.
      guard isStaff || (isOwner && !before.isRemovedByStaff), deletedAt > scope.now - Pattern.restorable else { throw scope.noStory }
      var (pattern, events) = try await removal.setDeleted(before.id, at: nil, byStaff: false, in: transaction)
      if before.isRemovedByStaff {
        events += try await removals.restored("pattern", before.id.description, of: before.owner.id, by: scope, in: transaction)
      }
      return (pattern, events)
    }
    for event in events { scope.outbox.add(event) }
    return pattern
  }

  private func isAbove(_ member: Member, _ owner: Person, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await ranks.outranks(member, owner.id, as: owner.role, at: now, in: transaction)
  }

  /// Locks a pattern that the caller sees.
  private func lock(_ scope: Scope, _ id: PatternID?, deleted: Bool = false, in transaction: Transaction) async throws -> Pattern {
    guard let id, try await PatternRows.lock(id, in: transaction),
      let seen = try await patterns.visible(id, to: scope.member?.id, deleted: deleted, in: transaction)
    else { throw scope.noStory }
    return seen
  }

  /// Erases patterns that can no longer be brought back, at most `limit`; how many there were. The server's own.
  func eraseOld(_ scope: Scope, limit: Int = 50) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      try await patterns.erase(deletedBefore: scope.now - Pattern.restorable, limit: limit, in: transaction)
    }
  }
}
