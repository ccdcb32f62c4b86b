import Accounts
import Core
import Crypto
import Relations

/// Stories: made, changed, deleted and brought back by their keepers.
public struct StoryService: Sendable {
  let work: UnitOfWork
  let access: StoryAccess
  let stories: StoryRepository
  let verses: VerseRepository
  let voices: VerseVoiceRepository
  let places: PlaceRepository
  let publicity: VersePublicity
  let notices: SongNotices
  let ranks: StaffRankRepository
  let removals: StaffRemovals

  // MARK: Reading

  func list(_ scope: Scope, _ request: StoryListRequest) async throws -> StorySlice {
    if request.isMine, scope.member == nil { throw AppError.unauthorized }
    return try await stories.list(request, for: scope.member?.id)
  }

  func story(_ scope: Scope, _ id: StoryID?) async throws -> SeenStory { try await access.see(scope, id) }

  /// The story with its living verses, and where its place stands: read before the verses, so that changes in between are told again.
  ///
  /// - Parameter sought: What the verses must hold.
  func page(_ scope: Scope, _ id: StoryID?, holding sought: @Sendable () throws -> String?) async throws -> StoryPage {
    let seen = try await access.see(scope, id)
    let sought = try sought()
    let head = try await places.head(of: .story(seen.story.id))
    return try await stories.read { snapshot in
      let seen = try await access.see(scope, seen.story.id, in: snapshot)
      let found = try await verses.living(
        of: seen.story.id, holding: sought, canonOnly: scope.member == nil, in: snapshot)
      return StoryPage(seen: seen, verses: found, head: head)
    }
  }

  /// The living canon, for maps, checks and exports.
  func canon(_ scope: Scope, _ id: StoryID?) async throws -> (story: Story, verses: [Verse], sequence: Int64) {
    let seen = try await access.see(scope, id)
    let head = try await places.head(of: .story(seen.story.id))
    return try await stories.read { snapshot in
      let story = try await access.see(scope, seen.story.id, in: snapshot).story
      let found = try await verses.living(of: story.id, canonOnly: true, in: snapshot)
      return (story, found, head.sequence)
    }
  }

  // MARK: Changing

  /// Makes a story of the caller's with an empty first verse. A retry repeats the first answer.
  func make(_ scope: Scope, _ new: NewStory) async throws -> MadeStory {
    let member = try scope.requireMember(.editSong)
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeStory(remembered: $0) }) { transaction in
      try await checkRoom(for: member.id, in: transaction)
      let ifid = scope.random.uuid().description.uppercased()
      let id = try await stories.insert(
        new.details, of: member.id, ifid: ifid, uuid: scope.random.uuid().description, at: scope.now, in: transaction)
      let sequence = try await PlaceID.story(id).takeSeq(in: transaction)
      let next = try await PlaceID.story(id).takeSeq(in: transaction)
      let root = try await verses.insert(
        VerseContent(title: StoryRules.firstTitle), in: id, by: member.id, next, at: scope.now, in: transaction)
      try await stories.begin(id, at: root, sequence, in: transaction)
      try await publicity.index([root], in: transaction)
      guard let story = try await stories.story(id, in: transaction) else { throw scope.noStory }
      return MadeStory(story.object)
    }
    return made
  }

  /// The keeper's row is locked, so that two at once cannot both be the last one.
  func checkRoom(for keeper: UserID, in transaction: Transaction) async throws {
    try await stories.lockKeeper(keeper, in: transaction)
    guard try await stories.living(of: keeper, in: transaction) < StoryRules.mostPerKeeper else {
      throw AppError(.limitExceeded, "A member keeps at most \(StoryRules.mostPerKeeper) stories")
    }
  }

  /// Changes what the keeper says of a story. What changes nothing is no change, whatever it is based on.
  func change(_ scope: Scope, _ id: StoryID?, by change: @Sendable () throws -> StoryChange) async throws -> Story {
    _ = try scope.requireMember(.editSong)
    let (story, events) = try await work.transaction { transaction in
      let before = try await access.lockToKeep(scope, id, in: transaction).story
      let change = try change()
      let details = change.applied(to: before.details)
      let keeper = try nextKeeper(change, of: before)
      try await check(details, of: before, in: transaction)
      guard keeper.id != before.keeper.id || !details.isSame(as: before.details) else { return (before, [] as [Event]) }
      guard change.base == before.version else { throw VerseService.stale(before.version) }
      if keeper.id != before.keeper.id {
        try await checkRoom(for: keeper.id, in: transaction)
        _ = try await stories.removeWriter(keeper.id, from: before.id, in: transaction)
        _ = try await stories.addWriter(before.keeper.id, to: before.id, at: scope.now, in: transaction)
      }
      let sequence = try await PlaceID.story(before.id).takeSeq(in: transaction)
      try await stories.update(before.id, details, keeper: keeper.id, sequence, at: scope.now, in: transaction)
      // The first verse is found by the story's title and blurb, too.
      try await publicity.index([before.details.root, details.root], in: transaction)
      let (story, events) = try await told(before.id, alsoClosing: true, in: transaction)
      if before.details.visibility != details.visibility {
        return (story, events + (try await notices.visibilityChanged(of: story, at: scope.now, in: transaction)))
      }
      // Across a block with the new keeper nobody sees it any more.
      guard keeper.id != before.keeper.id else { return (story, events) }
      return (story, events + (try await notices.readersChanged(of: story.id, at: scope.now, in: transaction)))
    }
    for event in events { scope.outbox.add(event) }
    return story
  }

  private func nextKeeper(_ change: StoryChange, of story: Story) throws -> (id: UserID, username: String) {
    guard let name = change.keeper else { return (story.keeper.id, story.keeper.username) }
    let wanted = name.lowercased()
    guard let person = (story.writers + [story.keeper]).first(where: { $0.username.lowercased().utf8.elementsEqual(wanted.utf8) }) else {
      throw AppError.validation("keeper", "must be one of the writers that are named")
    }
    return (person.id, person.username)
  }

  /// Refuses a first verse that is none, and variables that choices use in another way.
  private func check(_ details: StoryDetails, of story: Story, in transaction: Transaction) async throws {
    var problems: [String: String] = [:]
    if details.root != story.details.root {
      let names = try await verses.names(of: story.id, in: transaction)
      if !names.contains(where: { $0.id == details.root && $0.status == .canon }) {
        problems["root"] = "must be a living canon verse of the story"
      }
    }
    if details.variables != story.details.variables {
      let choices = try await verses.choices(of: story.id, in: transaction)
      if let problem = VariableUse.problem(of: choices, with: details.variables) { problems["variables"] = problem }
    }
    guard problems.isEmpty else { throw AppError(refusing: problems) }
  }

  /// Deletes a story: its keeper, or staff of a higher rank, which is a removal. For 30 days it can be brought back.
  func delete(_ scope: Scope, _ id: StoryID?) async throws -> Story {
    let member = try scope.requireMember(.editSong)
    let (story, events) = try await work.transaction { transaction in
      let before = try await access.lock(scope, id, in: transaction)
      let isRemoval = try await isStaff(member, over: before, at: scope.now, in: transaction)
      guard before.isKeeper || isRemoval else { throw StoryAccess.notYours }
      let events = try await takeDown(before.story, by: before.isKeeper ? .no : .staff, at: scope.now, in: transaction)
      guard let story = try await stories.story(before.story.id, in: transaction) else { throw scope.noStory }
      guard !before.isKeeper else { return (story, events) }
      return (
        story,
        events
          + (try await removals.removed("story", story.id.description, of: story.keeper.id, by: scope, in: transaction))
      )
    }
    for event in events { scope.outbox.add(event) }
    return story
  }

  /// Whether the caller, as staff, may remove the story.
  func isRemovable(_ scope: Scope, _ seen: SeenStory) async throws -> Bool {
    guard !seen.isKeeper else { return false }
    return try await ranks.outranks(scope.member, seen.story.keeper.id, as: seen.story.keeper.role, at: scope.now)
  }

  private func isStaff(_ member: Member, over seen: SeenStory, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    guard !seen.isKeeper else { return false }
    let keeper = seen.story.keeper
    return try await ranks.outranks(member, keeper.id, as: keeper.role, at: now, in: transaction)
  }

  /// Deletes a locked, living story; what to tell.
  func takeDown(_ story: Story, by staff: StaffRemovalState, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let sequence = try await PlaceID.story(story.id).takeSeq(in: transaction)
    try await stories.setDeleted(story.id, at: now, by: staff, sequence, in: transaction)
    try await voices.hold(storyOf: story.id, in: transaction)
    try await publicity.index(storyOf: story.id, in: transaction)
    let (gone, events) = try await told(story.id, alsoClosing: true, in: transaction)
    return events + (try await notices.visibilityChanged(of: gone, at: now, in: transaction))
  }

  /// Brings a locked, deleted story back.
  func putUp(_ story: Story, at now: Timestamp, in transaction: Transaction) async throws -> (Story, [Event]) {
    let sequence = try await PlaceID.story(story.id).takeSeq(in: transaction)
    try await stories.setDeleted(story.id, at: nil, sequence, in: transaction)
    try await voices.revive(storyOf: story.id, in: transaction)
    try await publicity.index(storyOf: story.id, in: transaction)
    let (back, events) = try await told(story.id, alsoClosing: false, in: transaction)
    return (back, events + (try await notices.visibilityChanged(of: back, at: now, in: transaction)))
  }

  /// Brings a deleted story back. One that is not deleted stays as it is. What staff removed, only staff bring back.
  func restore(_ scope: Scope, _ id: StoryID?) async throws -> Story {
    let member = try scope.requireMember(.editSong)
    let (story, events) = try await work.transaction { transaction in
      let before = try await access.lock(scope, id, deleted: true, in: transaction)
      let isStaff = try await isStaff(member, over: before, at: scope.now, in: transaction)
      guard let deletedAt = before.story.deletedAt else {
        guard before.isKeeper || isStaff else { throw StoryAccess.notYours }
        return (before.story, [] as [Event])
      }
      // For everybody else it does not exist.
      let isRemoved = before.story.staffRemoval == .staff
      guard isStaff || (before.isKeeper && !isRemoved), deletedAt > scope.now - Story.restorable else { throw scope.noStory }
      if !isRemoved { try await checkRoom(for: before.story.keeper.id, in: transaction) }
      var (story, events) = try await putUp(before.story, at: scope.now, in: transaction)
      if isRemoved {
        events += try await removals.restored("story", story.id.description, of: story.keeper.id, by: scope, in: transaction)
      }
      return (story, events)
    }
    for event in events { scope.outbox.add(event) }
    return story
  }

  // MARK: Writers

  /// Names a writer. One that is named already stays.
  func addWriter(_ scope: Scope, _ username: String, to id: StoryID?) async throws -> Story {
    let member = try scope.requireMember(.editSong)
    let (story, events) = try await work.transaction { transaction in
      let before = try await access.lockToKeep(scope, id, in: transaction).story
      guard let person = try await stories.person(named: username, for: member.id, at: scope.now, in: transaction) else {
        throw AppError.notFound("This member")
      }
      guard person.id != before.keeper.id, !before.writers.contains(where: { $0.id == person.id }) else { return (before, [] as [Event]) }
      guard before.writers.count < StoryRules.mostWriters else {
        throw AppError(.limitExceeded, "A story has at most \(StoryRules.mostWriters) writers")
      }
      _ = try await stories.addWriter(person.id, to: before.id, at: scope.now, in: transaction)
      return try await touched(before.id, at: scope.now, in: transaction)
    }
    for event in events { scope.outbox.add(event) }
    return story
  }

  /// Takes a writer off: the keeper, or the writer who leaves.
  func removeWriter(_ scope: Scope, _ username: String, from id: StoryID?) async throws -> Story {
    let member = try scope.requireMember(.editSong)
    let (story, events) = try await work.transaction { transaction in
      let seen = try await access.lock(scope, id, in: transaction)
      let name = username.lowercased()
      let writer = seen.story.writers.first { $0.username.lowercased().utf8.elementsEqual(name.utf8) }
      guard seen.isKeeper || writer?.id == member.id else { throw StoryAccess.notYours }
      guard let writer else {
        guard try await stories.person(named: username, for: member.id, at: scope.now, in: transaction) != nil else {
          throw AppError.notFound("This member")
        }
        return (seen.story, [] as [Event])
      }
      _ = try await stories.removeWriter(writer.id, from: seen.story.id, in: transaction)
      let (story, events) = try await touched(seen.story.id, at: scope.now, in: transaction)
      return (story, events + (try await notices.readersChanged(of: story.id, at: scope.now, in: transaction)))
    }
    for event in events { scope.outbox.add(event) }
    return story
  }

  private func touched(_ id: StoryID, at now: Timestamp, in transaction: Transaction) async throws -> (Story, [Event]) {
    let sequence = try await PlaceID.story(id).takeSeq(in: transaction)
    try await stories.touch(id, sequence, at: now, in: transaction)
    return try await told(id, alsoClosing: true, in: transaction)
  }

  /// The story as it is now, and what to tell of it.
  ///
  /// - Parameter closing: Whether somebody may have lost the right to see it.
  private func told(_ id: StoryID, alsoClosing closing: Bool, in transaction: Transaction) async throws -> (Story, [Event]) {
    guard let story = try await stories.story(id, in: transaction) else { throw AppError.notFound() }
    let change = Event(changed: story.object, in: .story(id))
    return (story, closing ? [change, Event(node: .placeChanged(.story(id)))] : [change])
  }

  /// Erases stories and verses that can no longer be brought back, at most `limit` of each; how many there were. The server's own.
  func eraseOld(_ scope: Scope, limit: Int = 50) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      try await publicity.forget(deletedBefore: scope.now - Story.restorable, limit: limit, in: transaction)
      let stories = try await stories.erase(
        deletedBefore: scope.now - Story.restorable, at: scope.now, limit: limit, in: transaction)
      let verses = try await verses.erase(
        deletedBefore: scope.now - Verse.restorable, at: scope.now, limit: limit, in: transaction)
      return stories + verses
    }
  }
}

/// A story with its verses, as the caller sees it.
struct StoryPage: Sendable {
  let seen: SeenStory
  let verses: [Verse]
  let head: PlaceHead
}
