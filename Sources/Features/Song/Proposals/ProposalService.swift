import Core
import JSON
import Relations

/// Proposals: made by those who may not save, decided by those who may, or by a vote.
public struct ProposalService: Sendable {
  let work: UnitOfWork
  let access: StoryAccess
  let stories: StoryRepository
  let verses: VerseRepository
  let leases: LeaseRepository
  let voices: VerseVoiceRepository
  let proposals: ProposalRepository
  let publicity: VersePublicity
  let notices: SongNotices

  private static let closed = AppError(.conflict, "This proposal is decided", details: ["status": "is decided"])

  // MARK: Reading

  func list(_ scope: Scope, of id: StoryID?, _ request: @Sendable () throws -> ProposalListRequest) async throws -> ProposalSlice {
    _ = try scope.requireMember()
    guard let id else { throw scope.noStory }
    return try await stories.read { snapshot in
      let seen = try await access.see(scope, id, in: snapshot)
      return try await proposals.list(request(), of: seen.story.id, in: snapshot)
    }
  }

  func proposal(_ scope: Scope, _ id: ProposalID?) async throws -> SeenProposal {
    _ = try scope.requireMember()
    guard let id else { throw scope.noStory }
    return try await stories.read { try await seen(scope, id, in: $0) }
  }

  private func seen(_ scope: Scope, _ id: ProposalID, in connection: Snapshot) async throws -> SeenProposal {
    guard let story = try await proposals.story(of: id, in: connection) else { throw scope.noStory }
    let seen = try await access.see(scope, story, in: connection)
    guard let proposal = try await proposals.proposal(id, in: connection) else { throw scope.noStory }
    let member = try scope.requireMember()
    return SeenProposal(
      story: seen, proposal: proposal, verses: try await verses.all(proposal.verses, in: connection),
      vote: try await proposals.vote(of: member.id, on: id, in: connection))
  }

  // MARK: Making

  /// Makes a proposal. A retry repeats the first answer.
  func make(_ scope: Scope, in id: StoryID?, by new: @Sendable () throws -> NewProposal) async throws -> MadeProposal {
    let member = try scope.requireMember(.editSong)
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeProposal(remembered: $0) }) { transaction in
      let seen = try await access.lock(scope, id, in: transaction)
      let new = try new()
      let story = seen.story
      let names = try await verses.names(of: story.id, in: transaction)
      let making = ProposalMaking(stories: stories, verses: verses)
      let branch = try await making.branch(scope, of: new, in: story, names, in: transaction)
      try checkTitles(of: branch, beside: names, isForm: new.isForm)
      guard try await proposals.open(of: story.id, by: member.id, in: transaction) < Proposal.mostOpen else {
        throw AppError(.limitExceeded, "You have \(Proposal.mostOpen) open proposals in this story")
      }
      try VerseWriting.checkRoom(for: branch.verses.count, beside: names.count)
      return try await write(branch, new.note, by: member.id, in: story, at: scope.now, transaction)
    }
    for event in made.events { scope.outbox.add(event) }
    return made
  }

  private func checkTitles(of branch: ProposalMaking.Branch, beside names: [VerseName], isForm: Bool) throws {
    var taken = Set(names.map { TitleKey($0.title) })
    for (number, part) in branch.verses.enumerated() where !taken.insert(TitleKey(part.title)).inserted {
      let field = isForm ? "title" : "verses.\(number).title"
      throw AppError(.conflict, "Another verse has this title", details: [field: "is the title of another verse"])
    }
  }

  private func write(
    _ branch: ProposalMaking.Branch, _ note: String, by author: UserID, in story: Story, at now: Timestamp, _ transaction: Transaction
  ) async throws -> MadeProposal {
    let place = PlaceID.story(story.id)
    let first = try await stories.nextChoices(1 + branch.verses.reduce(0) { $0 + $1.choices.count }, of: story.id, in: transaction)
    let id = try await proposals.insert(
      branch.label, note, from: branch.from.id, as: ChoiceID(first), in: story.id, by: author, place.takeSeq(in: transaction), at: now,
      in: transaction)
    if story.details.canon == .vote { try await openVote(on: id, from: branch.from.id, but: author, in: story, at: now, transaction) }
    var ids: [VerseID] = []
    for part in branch.verses {
      let content = VerseContent(title: part.title, body: part.body, isEnding: part.isEnding)
      ids.append(
        try await verses.place(content, in: story.id, from: nil, of: id, place.takeSeq(in: transaction), at: now, in: transaction))
    }
    var number = first
    for (part, verse) in zip(branch.verses, ids) {
      let choices = try part.choices.map { choice in
        number += 1
        return Choice(id: ChoiceID(number), text: try choice.placed(ids))
      }
      let content = VerseContent(title: part.title, body: part.body, isEnding: part.isEnding, choices: choices)
      try await verses.complete(verse, content, by: [author], at: now, in: transaction)
    }
    guard let proposal = try await proposals.proposal(id, in: transaction) else { throw AppError.notFound() }
    let objects = [proposal.object] + (try await verses.all(ids, in: transaction)).map(\.object)
    let told = try await notices.proposed(proposal, in: story, at: now, in: transaction)
    return MadeProposal(proposal, events: objects.map { Event(changed: $0, in: place) } + told)
  }

  /// Fixes the voters: keeper, writers, authors of canon verses, and members whose reading has reached the verse. Without any, the keeper
  /// decides.
  private func openVote(
    on id: ProposalID, from: VerseID, but author: UserID, in story: Story, at now: Timestamp, _ transaction: Transaction
  ) async throws {
    var voters = try await proposals.addVoters(to: id, but: author, of: story, in: transaction)
    if story.details.writing == .named {
      let narrative = Narrative(
        root: story.details.root, variables: story.details.variables, verses: try await verses.narrated(of: story.id, in: transaction))
      let readers = try await proposals.readings(of: story.id, but: author, in: transaction).filter { reader in
        narrative.fold(reader.path.steps).state.visited.contains(from)
      }
      voters += try await proposals.addVoters(readers.map(\.user), to: id, in: transaction)
    }
    guard voters > 0 else { return }
    try await proposals.openVote(on: id, of: voters, until: now + .seconds(story.details.voteHours * 3_600), in: transaction)
  }

  // MARK: Deciding

  /// Votes, or changes one's mind. The last vote decides.
  func vote(_ scope: Scope, on id: ProposalID?, _ yes: @Sendable () throws -> Bool) async throws -> SeenProposal {
    try await change(scope, id) { seen, member, transaction in
      let proposal = seen.proposal
      guard seen.vote != nil else { throw AppError.forbidden("You are no voter of this proposal") }
      let vote = try yes()
      guard proposal.status == .open, let closesAt = proposal.closesAt, scope.now < closesAt else { throw Self.closed }
      try await proposals.vote(vote, by: member, on: proposal.id, in: transaction)
      return try await end(proposal, in: seen.story.story, at: scope.now, transaction)
    }
  }

  /// Turns the branch into canon.
  func accept(_ scope: Scope, _ id: ProposalID?, from wanted: @Sendable () throws -> VerseID?) async throws -> SeenProposal {
    try await change(scope, id) { seen, member, transaction in
      try refuseOthers(seen)
      let making = ProposalMaking(stories: stories, verses: verses)
      let story = seen.story.story
      let found: Verse?
      if let chosen = try wanted() {
        found = try await making.canon(chosen, "from", in: story, in: transaction)
      } else {
        found = try await origin(seen.proposal.from, in: transaction)
      }
      guard seen.proposal.status.after(.accept) != nil else { throw Self.closed }
      guard let from = found else { throw Self.noPlace }
      if let holder = try await leases.holder(of: from.id, at: scope.now, in: transaction), holder.id != member {
        throw LeaseService.isHeld(by: holder.username)
      }
      guard from.content.choices.count < Choice.most else { throw Self.noPlace }
      guard seen.isComplete else {
        throw AppError(.conflict, "The first verse of this proposal was removed", details: ["verses": "begin with one that was removed"])
      }
      return try await turn(seen.proposal, from: from, by: member, decidedBy: member, at: scope.now, transaction)
    }
  }

  func decline(_ scope: Scope, _ id: ProposalID?, because reason: @Sendable () throws -> String) async throws -> SeenProposal {
    try await change(scope, id) { seen, member, transaction in
      try refuseOthers(seen)
      let reason = try reason()
      guard seen.proposal.status.after(.decline) != nil else { throw Self.closed }
      return try await drop(seen.proposal, as: .declined, reason, by: member, at: scope.now, transaction)
    }
  }

  func withdraw(_ scope: Scope, _ id: ProposalID?) async throws -> SeenProposal {
    try await change(scope, id) { seen, member, transaction in
      guard seen.proposal.author?.id == member else { throw AppError.forbidden("Only its author may withdraw a proposal") }
      guard seen.proposal.status.after(.withdraw) != nil else { throw Self.closed }
      return try await drop(seen.proposal, as: .withdrawn, "", by: member, at: scope.now, transaction)
    }
  }

  private func refuseOthers(_ seen: SeenProposal) throws {
    guard seen.isTheirsToDecide else { throw AppError.forbidden("You may not decide on this proposal") }
  }

  private static let noPlace = AppError(
    .conflict, "The verse to begin from was removed or has \(Choice.most) choices", details: ["from": "has no place: name another verse"])

  private func change(
    _ scope: Scope, _ id: ProposalID?, _ change: @Sendable (SeenProposal, UserID, Transaction) async throws -> [Event]
  ) async throws -> SeenProposal {
    let member = try scope.requireMember(.editSong)
    guard let id else { throw scope.noStory }
    let (seen, events) = try await work.transaction { transaction in
      guard let story = try await proposals.story(of: id, in: transaction) else { throw scope.noStory }
      _ = try await access.lock(scope, story, in: transaction)
      let events = try await change(try await self.seen(scope, id, in: transaction), member.id, transaction)
      return (try await self.seen(scope, id, in: transaction), events)
    }
    for event in events { scope.outbox.add(event) }
    return seen
  }

  // MARK: Outcomes

  /// Ends the votes whose time is over, a few at a time; how many there were. The server's own.
  func endVotes(_ scope: Scope, limit: Int = 20) async throws -> Int {
    try scope.require(.admin)
    let due = try await proposals.due(at: scope.now, limit: limit)
    for id in due {
      let events = try await work.transaction { transaction -> [Event] in
        guard let story = try await proposals.story(of: id, in: transaction), try await StoryRows.lock(story, in: transaction),
          let proposal = try await proposals.proposal(id, in: transaction), let whole = try await stories.story(story, in: transaction)
        else { return [] }
        return try await end(proposal, in: whole, at: scope.now, transaction)
      }
      for event in events { scope.outbox.add(event) }
    }
    return due.count
  }

  /// Forgets what was declined or withdrawn 30 days ago. The server's own.
  func forgetOld(_ scope: Scope, limit: Int = 50) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { try await proposals.forget(closedBefore: scope.now - Proposal.kept, limit: limit, in: $0) }
  }

  /// Ends the vote if it is over, whoever is first.
  private func end(_ proposal: Proposal, in story: Story, at now: Timestamp, _ transaction: Transaction) async throws -> [Event] {
    guard proposal.status == .open, let outcome = try await proposals.tally(of: proposal, in: transaction)?.outcome(at: now) else {
      return []
    }
    if outcome == .declined { return try await drop(proposal, as: .declined, "", by: nil, at: now, transaction) }
    let entry = try await verses.all(Array(proposal.verses.prefix(1)), in: transaction).first
    if let from = try await origin(proposal.from, in: transaction), from.content.choices.count < Choice.most, entry?.deletedAt == nil {
      // The vote decides in place of the keeper.
      return try await turn(proposal, from: from, by: story.keeper.id, decidedBy: nil, at: now, transaction)
    }
    try await proposals.set(.passed, of: proposal.id, sequence(proposal, transaction), closedAt: nil, in: transaction)
    return try await told(proposal, [], transaction) + decided(proposal, by: nil, at: now, transaction)
  }

  /// The verse to begin from, unless it is deleted.
  private func origin(_ id: VerseID, in transaction: Transaction) async throws -> Verse? {
    guard let verse = try await verses.verse(id, in: transaction), verse.deletedAt == nil else { return nil }
    return verse
  }

  /// The verses turn canon, and the choice leads to them.
  ///
  /// - Parameter member: Who appends the choice. Not the proposer: authors of a verse may save it.
  private func turn(
    _ proposal: Proposal, from: Verse, by member: UserID, decidedBy decider: UserID?, at now: Timestamp, _ transaction: Transaction
  ) async throws -> [Event] {
    guard let entry = proposal.verses.first else { throw Self.closed }
    try await proposals.set(
      .accepted, from: from.id, of: proposal.id, sequence(proposal, transaction), closedAt: now, in: transaction)
    for verse in proposal.verses { try await verses.turnCanon(verse, sequence(proposal, transaction), in: transaction) }
    var content = from.content
    content.choices.append(Choice(id: proposal.choice, text: ChoiceText(label: proposal.label, to: entry, when: nil)))
    try await verses.save(
      content, note: "", as: from.version + 1, of: from.id, by: member, sequence(proposal, transaction), at: now, in: transaction)
    try await publicity.index(proposal.verses, in: transaction)
    let living = try await verses.all(proposal.verses, in: transaction).filter { $0.deletedAt == nil }.map(\.id)
    let entered = try await publicity.enter(living, at: now, in: transaction)
    return try await told(proposal, proposal.verses + [from.id], transaction) + entered
      + decided(proposal, by: decider, at: now, transaction)
  }

  private func drop(
    _ proposal: Proposal, as status: ProposalState, _ reason: String, by member: UserID?, at now: Timestamp, _ transaction: Transaction
  ) async throws -> [Event] {
    try await proposals.set(
      status, reason: reason, of: proposal.id, sequence(proposal, transaction), closedAt: now, in: transaction)
    let living = try await verses.all(proposal.verses, in: transaction).filter { $0.deletedAt == nil }.map(\.id)
    for verse in living {
      try await verses.setDeleted(verse, at: now, sequence(proposal, transaction), in: transaction)
    }
    try await voices.hold(living, in: transaction)
    return try await told(proposal, living, transaction) + decided(proposal, by: member, at: now, transaction)
  }

  /// Tells its proposer, as the last step.
  private func decided(
    _ proposal: Proposal, by member: UserID?, at now: Timestamp, _ transaction: Transaction
  ) async throws -> [Event] {
    guard let closed = try await proposals.proposal(proposal.id, in: transaction) else { return [] }
    return try await notices.decided(closed, in: proposal.story, by: member, at: now, in: transaction)
  }

  private func sequence(_ proposal: Proposal, _ transaction: Transaction) async throws -> Int64 {
    try await PlaceID.story(proposal.story).takeSeq(in: transaction)
  }

  /// The proposal and these verses as they are now, in the order of their sequences.
  private func told(_ proposal: Proposal, _ changed: [VerseID], _ transaction: Transaction) async throws -> [Event] {
    guard let now = try await proposals.proposal(proposal.id, in: transaction) else { return [] }
    let objects = [now.object] + (try await verses.all(changed, in: transaction)).map(\.object)
    return objects.sorted { $0.sequence < $1.sequence }.map { Event(changed: $0, in: .story(proposal.story)) }
  }

  /// What to tell of a proposal that has changed by itself.
  func told(_ id: ProposalID, in transaction: Transaction) async throws -> [Event] {
    guard let proposal = try await proposals.proposal(id, in: transaction) else { return [] }
    return [Event(changed: proposal.object, in: .story(proposal.story))]
  }

  /// Withdraws all that a leaving member proposed in a story.
  func withdrawAll(of member: UserID, in story: StoryID, at now: Timestamp, _ transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for proposal in try await proposals.undecided(of: story, by: member, in: transaction) {
      events += try await drop(proposal, as: .withdrawn, "", by: member, at: now, transaction)
    }
    return events
  }
}

extension MadeProposal {
  init(_ proposal: Proposal, events: [Event]) { self.init(id: proposal.id, json: proposal.object.json, events: events) }

  init(remembered json: [UInt8]) throws {
    guard let id = try JSONValue(parsing: json)["id"]?.int else { throw AppError(.serverError, "Something went wrong on our side") }
    self.init(id: ProposalID(id), json: json)
  }
}
