import Core
import Notices
import Relations

/// Tells members of proposals, votes, saves and forks. Each is the last step of its transaction.
struct SongNotices: Sendable {
  let notices: NoticeRepository

  /// The keeper is told of a proposal, and the voters of a vote that has opened.
  func proposed(_ proposal: Proposal, in story: Story, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let voters = proposal.closesAt == nil ? [] : try await SongNoticeRows.voters(of: proposal.id, in: transaction)
    return try await raise(
      about: -proposal.id.rawValue, by: proposal.author?.id, for: [story.keeper.id] + voters, story.id, now, transaction)
  }

  /// Tells the proposer the outcome. Takes the notifications about a declined or withdrawn proposal away from everybody else.
  ///
  /// - Parameter member: Who decided; nil for a vote that has ended, which is told without a name.
  func decided(_ proposal: Proposal, in story: StoryID, by member: UserID?, at now: Timestamp, in transaction: Transaction) async throws
    -> [Event]
  {
    let subject = -proposal.id.rawValue
    var concerned = proposal.author.map { [$0.id] } ?? []
    if proposal.isHidden {
      concerned += try await SongNoticeRows.voters(of: proposal.id, in: transaction)
      if let keeper = try await SongNoticeRows.keeper(of: story, in: transaction) { concerned.append(keeper) }
    }
    try await notices.lock(concerned, in: transaction)
    var events: [Event] = []
    if proposal.isHidden { events += try await notices.withdraw(NoticeMatch(VerseNotice(), about: subject), at: now, in: transaction) }
    guard let author = proposal.author, proposal.status != .withdrawn else { return events }
    return events + (try await raise(about: subject, by: member, for: [author.id], story, now, transaction))
  }

  /// The authors of a verse are told that somebody else saved it.
  func saved(_ verse: Verse, in story: Story, by member: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let others = verse.authors.map(\.id).filter { $0 != member }
    return try await raise(about: verse.id.rawValue, by: member, for: others, story.id, now, transaction)
  }

  /// A verse is deleted.
  func gone(_ verse: VerseID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await notices.withdraw(NoticeMatch(VerseNotice(), about: verse.rawValue), at: now, in: transaction)
  }

  /// Takes notifications away from members who do not see the story any more.
  func readersChanged(of story: StoryID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let blind = try await blind(to: story, in: transaction)
    try await notices.lock(blind, in: transaction)
    return try await withdrawAll(about: story, from: blind, at: now, in: transaction)
  }

  /// Those who were told of the story and do not see it.
  private func blind(to story: StoryID, in transaction: Transaction) async throws -> [UserID] {
    let told = try await notices.recipients(of: VerseNotice(), target: story.rawValue, in: transaction)
    let seeing = Set(try await SongNoticeRows.seeing(story, among: told, in: transaction))
    return told.filter { !seeing.contains($0) }
  }

  private func withdrawAll(about story: StoryID, from users: [UserID], at now: Timestamp, in transaction: Transaction) async throws
    -> [Event]
  {
    var events: [Event] = []
    for user in users.sorted() {
      events += try await notices.withdraw(NoticeMatch(VerseNotice(), target: story.rawValue, to: user), at: now, in: transaction)
    }
    return events
  }

  /// Takes notifications away from members who do not see the story any more. Tells the keeper of the story that it forks, once it is not
  /// private.
  func visibilityChanged(of story: Story, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let parent = story.lineage.parent
    let keeper: UserID? = if let parent { try await SongNoticeRows.keeper(of: parent, in: transaction) } else { nil }
    let blind = try await blind(to: story.id, in: transaction)
    try await notices.lock(blind + (keeper.map { [$0] } ?? []), in: transaction)
    let events = try await withdrawAll(about: story.id, from: blind, at: now, in: transaction)
    guard let parent, let keeper else { return events }
    let fork = -story.id.rawValue
    guard story.deletedAt == nil, story.details.visibility != .private else {
      return events + (try await notices.withdraw(NoticeMatch(ForkNotice(), about: fork), at: now, in: transaction))
    }
    let cause = NoticeCause(ForkNotice(), by: story.keeper.id, about: fork, target: -parent.rawValue)
    return events + (try await notices.raise(cause, for: [keeper], at: now, in: transaction))
  }

  private func raise(
    about subject: Int64, by actor: UserID?, for users: [UserID], _ story: StoryID, _ now: Timestamp, _ transaction: Transaction
  ) async throws -> [Event] {
    let told = try await SongNoticeRows.seeing(story, among: Array(Set(users)).sorted(), in: transaction)
    guard !told.isEmpty else { return [] }
    try await notices.lock(told, in: transaction)
    return try await notices.raise(
      NoticeCause(VerseNotice(), by: actor, about: subject, target: story.rawValue), for: told, at: now, in: transaction)
  }
}
