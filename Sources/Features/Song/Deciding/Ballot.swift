import Core

/// The vote on a proposal. Its voters are fixed when it opens.
struct Ballot: Sendable {
  enum Outcome: Hashable, Sendable { case passed, declined }

  let voters: Set<UserID>
  let closesAt: Timestamp
  private(set) var votes: [UserID: Bool] = [:]

  init(voters: Set<UserID>, closesAt: Timestamp, votes: [UserID: Bool] = [:]) {
    self.voters = voters
    self.closesAt = closesAt
    self.votes = votes.filter { voters.contains($0.key) }
  }

  /// Votes, or changes one's mind. False for a member who is no voter.
  mutating func vote(_ yes: Bool, by member: UserID) -> Bool {
    guard voters.contains(member) else { return false }
    votes[member] = yes
    return true
  }

  /// The proposal was edited: all votes are void.
  mutating func empty() { votes = [:] }

  /// Nil while the vote runs. Without voters it never ends: the keeper decides.
  func outcome(at now: Timestamp) -> Outcome? {
    guard !voters.isEmpty else { return nil }
    let yes = votes.values.count { $0 }
    return Tally(voters: voters.count, yes: yes, no: votes.count - yes, closesAt: closesAt).outcome(at: now)
  }

  /// How many must agree, if there are as many voters.
  static let fewestYes = 3

  /// A vote by numbers. Voters who left for good are not counted; when all have left, it ends at its time.
  struct Tally: Hashable, Sendable {
    let voters: Int
    let yes: Int
    let no: Int
    let closesAt: Timestamp

    func outcome(at now: Timestamp) -> Outcome? {
      guard now >= closesAt || (voters > 0 && yes + no == voters) else { return nil }
      return yes > no && yes >= min(Ballot.fewestYes, voters) ? .passed : .declined
    }
  }
}
