import Accounts
import Core
import Media
import Relations

/// Verses: added, saved, deleted and brought back. The version decides between those who write at once.
public struct VerseService: Sendable {
  let work: UnitOfWork
  let access: StoryAccess
  let stories: StoryRepository
  let verses: VerseRepository
  let history: VerseHistoryRepository
  let leases: LeaseRepository
  let voices: VerseVoiceRepository
  let proposals: ProposalRepository
  let publicity: VersePublicity
  let notices: SongNotices
  let ranks: StaffRankRepository
  let removals: StaffRemovals

  static let titleTaken = AppError(.conflict, "Another verse has this title", details: ["title": "is the title of another verse"])
  static let gone = AppError(.gone, "This verse was removed")
  private static let notAllowed = AppError.forbidden("You may not change this verse")

  static func stale(_ version: Int64) -> AppError {
    AppError(.conflict, "This was saved meanwhile. It is version \(version) now", details: ["version": "\(version)"])
  }

  // MARK: Reading

  /// A verse that the caller sees, also one that is deleted.
  func verse(_ scope: Scope, _ id: VerseID?) async throws -> SeenVerse {
    guard let id else { throw scope.noStory }
    return try await stories.read { snapshot in try await seen(scope, id, in: snapshot) }
  }

  private func seen(_ scope: Scope, _ id: VerseID, in connection: Snapshot) async throws -> SeenVerse {
    guard let story = try await verses.story(of: id, in: connection) else { throw scope.noStory }
    let seen = try await access.see(scope, story, in: connection)
    guard let verse = try await verses.verse(id, in: connection) else { throw scope.noStory }
    guard scope.member != nil || (verse.status == .canon && verse.deletedAt == nil) else { throw scope.noStory }
    return SeenVerse(story: seen, verse: verse)
  }

  /// What is shown of a verse's voice; nil for none that can be heard.
  func voice(of verse: Verse) async throws -> ShownMedia? {
    guard let id = verse.content.voice else { return nil }
    return try await stories.read { try await UsedMediaRows.shown(id, in: $0) }
  }

  /// The titles of the living verses of a story, for choices that lead to them.
  func names(_ scope: Scope, of id: StoryID) async throws -> [VerseName] {
    try await stories.read { snapshot in
      let seen = try await access.see(scope, id, in: snapshot)
      return try await verses.names(of: seen.story.id, in: snapshot).filter { scope.member != nil || $0.status == .canon }
    }
  }

  /// Who else is writing a verse now.
  func otherHolder(_ scope: Scope, of id: VerseID) async throws -> Person? {
    let holder = try await stories.read { try await leases.holder(of: id, at: scope.now, in: $0) }
    return holder?.id == scope.member?.id ? nil : holder
  }

  /// Versions of a verse, the newest first.
  func versions(
    _ scope: Scope, of id: VerseID?, _ page: @Sendable () throws -> (before: Int64?, limit: Int)
  ) async throws -> (seen: SeenVerse, slice: RevisionSlice) {
    let id = try signedIn(scope, id)
    return try await stories.read { snapshot in
      let seen = try await living(scope, id, in: snapshot)
      let (before, limit) = try page()
      return (seen, try await history.page(of: id, before: before, limit: limit, in: snapshot))
    }
  }

  /// What was last saved in a story, the newest first.
  func latest(
    _ scope: Scope, of id: StoryID?, _ request: @Sendable () throws -> SavesRequest
  ) async throws -> (seen: SeenStory, slice: SavesSlice) {
    _ = try scope.requireMember()
    guard let id else { throw scope.noStory }
    return try await stories.read { snapshot in
      let seen = try await access.see(scope, id, in: snapshot)
      let limit = StoryListRequest.usualLimit
      return (seen, try await history.latest(of: id, before: request().before, limit: limit, in: snapshot))
    }
  }

  /// A version of a verse, with what is different from another one if that is asked for.
  func version(
    _ scope: Scope, _ version: Int64?, of id: VerseID?, against other: @Sendable () throws -> Int64?
  ) async throws -> (seen: SeenVerse, revision: VerseRevision, diff: WordDiff?) {
    let id = try signedIn(scope, id)
    let (seen, revision, old) = try await stories.read { snapshot in
      let seen = try await living(scope, id, in: snapshot)
      guard let version, let revision = try await history.revision(version, of: id, in: snapshot) else { throw scope.noStory }
      guard let other = try other() else { return (seen, revision, nil as VerseRevision?) }
      guard let old = try await history.revision(other, of: id, in: snapshot) else { throw scope.noStory }
      return (seen, revision, old)
    }
    guard let old else { return (seen, revision, nil) }
    return (seen, revision, try await DiffWork.run { WordDiff(from: old.content.body, to: revision.content.body) })
  }

  private func signedIn(_ scope: Scope, _ id: VerseID?) throws -> VerseID {
    _ = try scope.requireMember()
    guard let id else { throw scope.noStory }
    return id
  }

  private func living(_ scope: Scope, _ id: VerseID, in connection: Snapshot) async throws -> SeenVerse {
    let seen = try await seen(scope, id, in: connection)
    guard seen.verse.deletedAt == nil else { throw Self.gone }
    return seen
  }

  // MARK: Changing

  /// Adds a verse, and a choice that leads to it. A retry repeats the first answer.
  func add(_ scope: Scope, to id: StoryID?, by new: @Sendable () throws -> NewVerse) async throws -> AddedVerse {
    let member = try scope.requireMember(.editSong)
    let added = try await work.once(scope, remembering: \.json, repeating: { try AddedVerse(remembered: $0) }) { transaction in
      let seen = try await access.lock(scope, id, in: transaction)
      guard seen.savesCanon else { throw AppError.forbidden("You may not add verses to this story") }
      let new = try new()
      let writing = try await VerseWriting(seen.story, by: member.id, at: scope.now, self, in: transaction)
      let found = try writing.find(new.text.choices, of: nil)
      try await writing.checkLoop(new.text.pattern, of: nil, in: transaction)
      let voice = try await writing.voice(new.text.voice, of: nil, in: transaction)
      let from = try await origin(of: new, in: seen.story, in: transaction)
      guard !writing.isTaken(new.text.title) else { throw Self.titleTaken }
      guard (from?.content.choices.count ?? 0) < Choice.most else {
        throw AppError(.conflict, "The verse before has \(Choice.most) choices", details: ["from": "has \(Choice.most) choices"])
      }
      if let from { try await refuseForeignLease(of: from.id, to: member.id, at: scope.now, in: transaction) }
      let changed = try await writing.add(new, found, voice, from: from, in: transaction)
      var added = AddedVerse(changed)
      let canon = [changed.verse.id] + changed.made.map(\.id)
      try await publicity.index(canon, in: transaction)
      added.events = changed.events + (try await publicity.enter([changed.verse.id], at: scope.now, in: transaction))
      return added
    }
    for event in added.events { scope.outbox.add(event) }
    return added
  }

  private func origin(of new: NewVerse, in story: Story, in transaction: Transaction) async throws -> Verse? {
    guard let id = new.from else { return nil }
    guard let from = try await verses.verse(id, in: transaction), from.story == story.id, from.deletedAt == nil, from.status == .canon
    else {
      throw AppError.validation("from", "must be a living canon verse of this story")
    }
    return from
  }

  /// Saves a verse if nobody else has since `base`. What is there already is no change, whatever `base` is: so a save whose answer was lost
  /// can be sent again.
  func save(_ scope: Scope, _ id: VerseID?, by save: @Sendable () throws -> VerseSave) async throws -> ChangedVerse {
    try await change(scope, id) { member, seen, transaction in
      let save = try save()
      let writing = try await VerseWriting(seen.story.story, by: member, at: scope.now, self, in: transaction)
      let found = try writing.find(save.text.choices, of: seen.verse)
      try await writing.checkLoop(save.text.pattern, of: seen.verse, in: transaction)
      let voice = try await writing.voice(save.text.voice, of: seen.verse, in: transaction)
      guard !writing.isSame(save.text, found, voice, as: seen.verse.content) else { return nil }
      try await refuseForeignLease(of: seen.verse.id, to: member, at: scope.now, in: transaction)
      guard save.base == seen.verse.version else { throw Self.stale(seen.verse.version) }
      guard !writing.isTaken(save.text.title, by: seen.verse.id) else { throw Self.titleTaken }
      return try await writing.save(save, found, voice, as: seen.verse, in: transaction)
    }
  }

  /// Makes an old version the present one. Choices to verses that are gone meanwhile are stubs, and a voice that is gone is left out.
  func revert(_ scope: Scope, _ id: VerseID?, by wanted: @Sendable () throws -> VerseReturn) async throws -> ChangedVerse {
    try await change(scope, id) { member, seen, transaction in
      let wanted = try wanted()
      guard let old = try await history.revision(wanted.version, of: seen.verse.id, in: transaction) else {
        throw AppError.validation("version", "must be a version of this verse")
      }
      var content = old.content
      if content.voice != seen.verse.content.voice { content.voice = try await voices.usable(content.voice, in: transaction) }
      guard !content.isSame(as: seen.verse.content) else { return nil }
      try await refuseForeignLease(of: seen.verse.id, to: member, at: scope.now, in: transaction)
      guard wanted.base == seen.verse.version else { throw Self.stale(seen.verse.version) }
      let writing = try await VerseWriting(seen.story.story, by: member, at: scope.now, self, in: transaction)
      guard !writing.isTaken(content.title, by: seen.verse.id) else { throw Self.titleTaken }
      try writing.checkVariables(of: content)
      return try await writing.save(content, note: "", as: seen.verse, in: transaction)
    }
  }

  /// - Parameter change: What is to be done with a living verse that the caller may save; nil if nothing is.
  private func change(
    _ scope: Scope, _ id: VerseID?, _ change: @Sendable (UserID, SeenVerse, Transaction) async throws -> ChangedVerse?
  ) async throws -> ChangedVerse {
    let member = try scope.requireMember(.editSong)
    let changed = try await work.transaction { transaction in
      let seen = try await lock(scope, id, in: transaction)
      guard seen.verse.deletedAt == nil else { throw Self.gone }
      guard seen.isSaved(by: member.id) else { throw Self.notAllowed }
      guard try await isOpen(seen.verse, in: transaction) else { throw Self.decided }
      guard var changed = try await change(member.id, seen, transaction) else { return ChangedVerse(verse: seen.verse) }
      try await leases.saved(seen.verse.id, by: member.id, at: scope.now, in: transaction)
      try await emptyVotes(with: seen.verse, in: transaction)
      try await publicity.index([seen.verse.id] + changed.made.map(\.id), in: transaction)
      changed.told = try await notices.saved(changed.verse, in: seen.story.story, by: member.id, at: scope.now, in: transaction)
      return changed
    }
    for event in changed.events { scope.outbox.add(event) }
    return changed
  }

  private static let decided = AppError(.conflict, "The proposal of this verse is decided", details: ["status": "is decided"])

  /// Whether a verse may change: what is proposed only until it is decided or its vote has ended.
  private func isOpen(_ verse: Verse, in connection: Snapshot) async throws -> Bool {
    guard verse.status == .proposed, let proposal = verse.proposal else { return true }
    return try await proposals.proposal(proposal, in: connection)?.status == .open
  }

  /// Whether a deleted verse may come back: also one of a proposal that has passed and waits for its place.
  private func canComeBack(_ verse: Verse, in connection: Snapshot) async throws -> Bool {
    guard verse.status == .proposed, let proposal = verse.proposal else { return true }
    return try await proposals.proposal(proposal, in: connection)?.status.isClosed == false
  }

  /// Whether the caller can bring a deleted verse back.
  func canRestore(_ scope: Scope, _ seen: SeenVerse) async throws -> Bool {
    guard let member = scope.member, member.permissions.contains(.editSong), seen.verse.staffRemoval != .both,
      let deletedAt = seen.verse.deletedAt, deletedAt > scope.now - Verse.restorable, seen.verse.erasedAt == nil
    else { return false }
    let author = seen.verse.authors.first
    let isStaff =
      if let author { try await ranks.outranks(member, author.id, as: author.role, at: scope.now) } else {
        member.permissions.contains(.moderate)
      }
    guard isStaff || (seen.isDeleted(by: member.id) && seen.verse.staffRemoval == .no) else { return false }
    return try await stories.read { try await canComeBack(seen.verse, in: $0) }
  }

  /// Whether the caller, as staff, may remove the verse.
  func isRemovable(_ scope: Scope, _ seen: SeenVerse) async throws -> Bool {
    guard let member = scope.member, member.permissions.contains(.moderate), let author = seen.verse.authors.first else { return false }
    return try await ranks.outranks(member, author.id, as: author.role, at: scope.now)
  }

  /// Who voted on a verse voted on it as it was.
  private func emptyVotes(with verse: Verse, in transaction: Transaction) async throws {
    if verse.status == .proposed, let proposal = verse.proposal { try await proposals.emptyVotes(on: proposal, in: transaction) }
  }

  /// Who else is writing a verse is to be waited for.
  private func refuseForeignLease(of verse: VerseID, to member: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    guard let holder = try await leases.holder(of: verse, at: now, in: transaction), holder.id != member else { return }
    throw LeaseService.isHeld(by: holder.username)
  }

  private func lock(_ scope: Scope, _ id: VerseID?, in transaction: Transaction) async throws -> SeenVerse {
    guard let id, let story = try await verses.story(of: id, in: transaction) else { throw scope.noStory }
    _ = try await access.lock(scope, story, in: transaction)
    return try await seen(scope, id, in: transaction)
  }

  /// Deletes a verse: the keeper, its only author, or staff, which is a removal. Choices that lead to it become stubs. A repeat changes
  /// nothing.
  func delete(_ scope: Scope, _ id: VerseID?) async throws -> Verse {
    try await remove(scope, id) { member, seen, isStaff, transaction in
      let isOwn = seen.isDeleted(by: member.id)
      guard isOwn || isStaff else { throw Self.notAllowed }
      guard seen.verse.deletedAt == nil else {
        if seen.verse.isOnlyAuthor(member.id) { try await verses.giveUp(seen.verse.id, in: transaction) }
        return []
      }
      guard seen.story.story.details.root != seen.verse.id else { throw Self.isFirst }
      if isOwn { guard try await isOpen(seen.verse, in: transaction) else { throw Self.decided } }
      if isOwn { try await refuseForeignLease(of: seen.verse.id, to: member.id, at: scope.now, in: transaction) }
      let events = try await takeDown(seen.verse, by: isOwn ? .no : .staff, at: scope.now, in: transaction)
      guard !isOwn else { return events }
      return events
        + (try await removals.removed("verse", seen.verse.id.description, of: seen.verse.authors.first?.id, by: scope, in: transaction))
    }
  }

  static let isFirst = AppError(.conflict, "The first verse of a story stays. The story can be removed")

  /// Brings a deleted verse back. A repeat changes nothing. What staff removed, only staff bring back.
  func restore(_ scope: Scope, _ id: VerseID?) async throws -> Verse {
    try await remove(scope, id) { member, seen, isStaff, transaction in
      let isRemoved = seen.verse.staffRemoval != .no
      guard isStaff || (seen.isDeleted(by: member.id) && !isRemoved) else { throw Self.notAllowed }
      guard let deletedAt = seen.verse.deletedAt else { return [] }
      guard deletedAt > scope.now - Verse.restorable, let events = try await putUp(seen.verse, at: scope.now, in: transaction) else {
        throw Self.gone
      }
      guard isRemoved else { return events }
      return events
        + (try await removals.restored("verse", seen.verse.id.description, of: seen.verse.authors.first?.id, by: scope, in: transaction))
    }
  }

  /// - Parameter change: What is done, by a member who may be staff above the verse's first author, and what to tell of it.
  private func remove(
    _ scope: Scope, _ id: VerseID?, _ change: @Sendable (Member, SeenVerse, Bool, Transaction) async throws -> [Event]
  ) async throws -> Verse {
    let member = try scope.requireMember(.editSong)
    let (verse, events) = try await work.transaction { transaction in
      let seen = try await lock(scope, id, in: transaction)
      let isStaff = try await isStaff(member, over: seen.verse, at: scope.now, in: transaction)
      let events = try await change(member, seen, isStaff, transaction)
      guard let verse = try await verses.verse(seen.verse.id, in: transaction) else { throw scope.noStory }
      return (verse, events)
    }
    for event in events { scope.outbox.add(event) }
    return verse
  }

  /// A verse counts as its first author's.
  private func isStaff(_ member: Member, over verse: Verse, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    guard let author = verse.authors.first else { return member.permissions.contains(.moderate) }
    guard author.id != member.id else { return false }
    return try await ranks.outranks(member, author.id, as: author.role, at: now, in: transaction)
  }

  /// Deletes a living verse of a locked story; what to tell.
  func takeDown(_ verse: Verse, by staff: StaffRemovalState, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let place = PlaceID.story(verse.story)
    try await verses.setDeleted(verse.id, at: now, by: staff, place.takeSeq(in: transaction), in: transaction)
    try await voices.hold([verse.id], in: transaction)
    try await emptyVotes(with: verse, in: transaction)
    let isReleased = try await leases.end(verse.id, in: transaction)
    var events: [Event] = []
    if let gone = try await verses.verse(verse.id, in: transaction) { events.append(Event(changed: gone.object, in: place)) }
    if isReleased { events.append(LeaseService.changed(in: verse.story)) }
    try await publicity.index([verse.id], in: transaction)
    events += try await publicity.leave([verse.id], in: transaction)
    return events + (try await notices.gone(verse.id, at: now, in: transaction))
  }

  /// Another verse took the title of a deleted one meanwhile: the deleted one gets a version that is the same but for a number behind its
  /// title. It is by whoever wrote the version before.
  private func number(
    _ verse: Verse, beside taken: Set<TitleKey>, _ sequence: Int64, at now: Timestamp, in transaction: Transaction
  ) async throws {
    var content = verse.content
    content.title = VerseRules.freeTitle(verse.title) { taken.contains($0) }
    let author = try await history.revision(verse.version, of: verse.id, in: transaction)?.author
    try await verses.save(
      content, note: "Numbered: another verse has the title", as: verse.version + 1, of: verse.id, by: author?.id, sequence, at: now,
      in: transaction)
  }

  /// Brings a deleted verse of a locked story back; what to tell. Nil if that cannot be done any more. What staff removed comes back under
  /// another title if its own is taken.
  func putUp(_ verse: Verse, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard verse.erasedAt == nil, verse.staffRemoval != .both, try await canComeBack(verse, in: transaction) else { return nil }
    let names = try await verses.names(of: verse.story, in: transaction)
    let taken = Set(names.map { TitleKey($0.title) })
    let isTaken = taken.contains(TitleKey(verse.title))
    guard !isTaken || verse.staffRemoval == .staff else { throw Self.titleTaken }
    let variables = try await stories.story(verse.story, in: transaction)?.details.variables ?? []
    if let problem = VariableUse.problem(of: verse.content.choices, with: variables) {
      throw AppError(.conflict, "The variables have changed meanwhile", details: ["variables": problem])
    }
    // Whatever number has been reached meanwhile, what staff removed comes back.
    if verse.staffRemoval == .no { try VerseWriting.checkRoom(for: 1, beside: names.count) }
    let place = PlaceID.story(verse.story)
    let sequence = try await place.takeSeq(in: transaction)
    if isTaken { try await number(verse, beside: taken, sequence, at: now, in: transaction) }
    try await verses.setDeleted(verse.id, at: nil, sequence, in: transaction)
    try await voices.revive([verse.id], in: transaction)
    try await emptyVotes(with: verse, in: transaction)
    try await publicity.index([verse.id], in: transaction)
    try await publicity.comeBack(verse.id, in: transaction)
    return try await verses.verse(verse.id, in: transaction).map { [Event(changed: $0.object, in: place)] } ?? []
  }
}

/// A verse that the caller sees, with its story.
struct SeenVerse: Sendable {
  let story: SeenStory
  let verse: Verse

  /// Whether the member may save it.
  func isSaved(by member: UserID) -> Bool { verse.isAuthor(member) || (story.savesCanon && verse.status == .canon) }

  /// Whether the member may delete it and bring it back.
  func isDeleted(by member: UserID) -> Bool { story.isKeeper || verse.isOnlyAuthor(member) }
}

extension ChangedVerse {
  /// What to tell, in the order of the sequences.
  var events: [Event] {
    let changed = hasChanged ? made + [verse] + (from.map { [$0] } ?? []) : []
    return changed.map { Event(changed: $0.object, in: .story($0.story)) } + told
  }
}
