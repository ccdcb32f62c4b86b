import Accounts
import Core
import JSON
import Relations

/// What becomes of a member's stories and verses when the member leaves.
struct PersonalSongService: Sendable {
  private static let bite = 20

  let work: UnitOfWork
  let personal: SongPersonalRepository
  let stories: StoryRepository
  let proposals: ProposalService
  let publicity: VersePublicity
  let copying: StoryCopying
  private let names = PortableIDRepository("story")

  init(
    work: UnitOfWork, personal: SongPersonalRepository, stories: StoryRepository, proposals: ProposalService, publicity: VersePublicity,
    copying: StoryCopying
  ) {
    (self.work, self.personal, self.stories) = (work, personal, stories)
    (self.proposals, self.publicity, self.copying) = (proposals, publicity, copying)
  }

  // MARK: Coming in

  /// The lists of the part whose items become the member's own.
  static let arriving = ["stories"]

  /// Takes a story of another place. It is private, wherever it was before.
  func take(_ scope: Scope, _ item: JSONValue) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember(.editSong)
    let (name, createdAt) = try Fields.read(Fields(json: item["stories"] ?? .null)) { fields -> (PortableID, Timestamp) in
      let found = (fields.portableID(), fields.arrivedAt("created_at", now: scope.now))
      fields.ignoreRest()
      return found
    }
    let story = try StoryFile.read(item["stories"]?["story"] ?? .null)
    return try await work.transaction { transaction in
      try await stories.lockKeeper(member.id, in: transaction)
      if try await isKnown(name, of: member.id, in: transaction) { return .skipped }
      let id = try await copying.insert(scope, story, of: member.id, named: name, madeAt: createdAt, in: transaction)
      try await names.keep(name, for: id.rawValue, of: member.id, in: transaction)
      return .created
    }
  }

  private func isKnown(_ name: PortableID, of member: UserID, in transaction: Transaction) async throws -> Bool {
    let imported = try await names.number(of: name, of: member, in: transaction).map { StoryID($0) }
    let made = try await stories.named(name, in: transaction)
    for id in [imported, made] {
      if let id, let story = try await stories.story(id, in: transaction), story.keeper.id == member, story.deletedAt == nil { return true }
    }
    return false
  }

  // MARK: Leaving

  /// Gives stories to those who go on writing them, and erases what nobody else wrote; a few at a time.
  func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    let steps = [withdrawProposals, passOnStories, eraseVerses, leaveVerses, leaveStories, leaveProposals]
    for step in steps { while try await step(scope, user) {} }
    try await work.transaction { try await personal.leave(user, in: $0) }
  }

  private func withdrawProposals(_ scope: Scope, of user: UserID) async throws -> Bool {
    try await step(scope) { transaction in
      var events: [Event] = []
      let open = try await personal.proposing(user, limit: Self.bite, in: transaction)
      for id in open where try await StoryRows.lock(id, in: transaction) {
        events += try await proposals.withdrawAll(of: user, in: id, at: scope.now, transaction)
      }
      return (events, !open.isEmpty)
    }
  }

  private func passOnStories(_ scope: Scope, of user: UserID) async throws -> Bool {
    try await step(scope) { transaction in
      var events: [Event] = []
      let kept = try await personal.kept(by: user, limit: Self.bite, in: transaction)
      for id in kept where try await StoryRows.lock(id, in: transaction) {
        if let heir = try await personal.heir(of: id, after: user, in: transaction) {
          let sequence = try await PlaceID.story(id).takeSeq(in: transaction)
          try await personal.setKeeper(heir, of: id, sequence, at: scope.now, in: transaction)
          if let story = try await stories.story(id, in: transaction) { events.append(Event(changed: story.object, in: .story(id))) }
        } else {
          try await publicity.forget(storyOf: id, in: transaction)
          try await personal.erase(id, at: scope.now, in: transaction)
        }
        events.append(Event(node: .placeChanged(.story(id))))
      }
      return (events, !kept.isEmpty)
    }
  }

  private func eraseVerses(_ scope: Scope, of user: UserID) async throws -> Bool {
    try await step(scope) { transaction in
      var events: [Event] = []
      let alone = try await personal.alone(by: user, limit: Self.bite, in: transaction)
      let verses = VerseRepository(database: personal.database)
      for found in alone where try await StoryRows.lock(found.story, in: transaction) {
        let place = PlaceID.story(found.story)
        if !found.isRoot { try await publicity.forget([found.verse], in: transaction) }
        try await personal.erase(found.verse, isRoot: found.isRoot, place.takeSeq(in: transaction), at: scope.now, in: transaction)
        if found.isRoot { try await publicity.index([found.verse], in: transaction) }
        if let verse = try await verses.verse(found.verse, in: transaction) { events.append(Event(changed: verse.object, in: place)) }
      }
      return (events, !alone.isEmpty)
    }
  }

  /// Verses that others wrote, too, are by someone who left, and silent if they spoke with the member's voice.
  private func leaveVerses(_ scope: Scope, of user: UserID) async throws -> Bool {
    try await step(scope) { transaction in
      var events: [Event] = []
      let shared = try await personal.shared(by: user, limit: Self.bite, in: transaction)
      for found in shared where try await StoryRows.lock(found.story, in: transaction) {
        let place = PlaceID.story(found.story)
        try await personal.leave(found.verse, user, place.takeSeq(in: transaction), at: scope.now, in: transaction)
        let verse = try await VerseRepository(database: personal.database).verse(found.verse, in: transaction)
        if let verse { events.append(Event(changed: verse.object, in: place)) }
      }
      return (events, !shared.isEmpty)
    }
  }

  private func leaveStories(_ scope: Scope, of user: UserID) async throws -> Bool {
    try await step(scope) { transaction in
      var events: [Event] = []
      let named = try await personal.named(user, limit: Self.bite, in: transaction)
      for id in named where try await StoryRows.lock(id, in: transaction) {
        _ = try await stories.removeWriter(user, from: id, in: transaction)
        try await stories.touch(id, PlaceID.story(id).takeSeq(in: transaction), at: scope.now, in: transaction)
        if let story = try await stories.story(id, in: transaction) { events.append(Event(changed: story.object, in: .story(id))) }
      }
      return (events, !named.isEmpty)
    }
  }

  /// Proposals and votes that are over are by someone who left.
  private func leaveProposals(_ scope: Scope, of user: UserID) async throws -> Bool {
    try await step(scope) { transaction in
      var events: [Event] = []
      let named = try await personal.naming(user, limit: Self.bite, in: transaction)
      for found in named where try await StoryRows.lock(found.story, in: transaction) {
        try await personal.leave(found.proposal, user, PlaceID.story(found.story).takeSeq(in: transaction), in: transaction)
        events += try await proposals.told(found.proposal, in: transaction)
      }
      return (events, !named.isEmpty)
    }
  }

  /// Runs one bite and tells what it changed; whether there may be more.
  private func step(_ scope: Scope, _ bite: @Sendable (Transaction) async throws -> ([Event], Bool)) async throws -> Bool {
    let (events, isMore) = try await work.transaction(bite)
    for event in events { scope.outbox.add(event) }
    return isMore
  }
}
