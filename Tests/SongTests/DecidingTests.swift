import Core
import RandomTesting
import Testing

@testable import Song

@Suite struct DecidingTests {
  private static let start = Timestamp(microseconds: 1_800_000_000_000_000)

  private func outcome(_ yes: Int, _ no: Int, of voters: Int, late: Bool = true) -> Ballot.Outcome? {
    var ballot = Ballot(voters: Set((0..<voters).map { UserID(Int64($0 + 1)) }), closesAt: Self.start + .hours(24))
    for number in 0..<(yes + no) { _ = ballot.vote(number < yes, by: UserID(Int64(number + 1))) }
    return ballot.outcome(at: late ? Self.start + .hours(24) : Self.start)
  }

  @Test func aVotePassesWithMoreYesAndEnoughOfThem() {
    #expect(outcome(3, 2, of: 10) == .passed)
    #expect(outcome(2, 0, of: 10) == .declined)
    #expect(outcome(3, 3, of: 10) == .declined)
    #expect(outcome(0, 0, of: 10) == .declined)
    #expect(outcome(1, 0, of: 1, late: false) == .passed)
    #expect(outcome(2, 0, of: 2, late: false) == .passed)
    #expect(outcome(1, 1, of: 2, late: false) == .declined)
    #expect(outcome(1, 0, of: 2) == .declined)
    #expect(outcome(3, 0, of: 4, late: false) == nil)
    #expect(outcome(0, 0, of: 0) == nil)
  }

  @Test func onlyVotersVoteAndTheyMayChangeTheirMinds() {
    var ballot = Ballot(voters: [UserID(1)], closesAt: Self.start)
    let counted = [ballot.vote(true, by: UserID(2)), ballot.vote(true, by: UserID(1)), ballot.vote(false, by: UserID(1))]
    #expect(counted == [false, true, true])
    #expect(ballot.votes == [UserID(1): false])
    ballot.empty()
    #expect(ballot.votes.isEmpty)
  }

  /// Whatever happens in whatever order: one outcome, and nothing after it.
  @Test func tenThousandSchedulesOfVotesHaveOneOutcome() {
    for seed in 1...10_000 {
      var random = SeededRandom(seed: UInt64(seed))
      let voters = Set((0..<Int.random(in: 0...6, using: &random)).map { UserID(Int64($0 + 1)) })
      var ballot = Ballot(voters: voters, closesAt: Self.start + .hours(24))
      var state = ProposalState.open
      var now = Self.start
      var closings = 0
      for _ in 0..<20 {
        now = now + .minutes(Int.random(in: 0...300, using: &random))
        let before = state
        switch Int.random(in: 0...9, using: &random) {
        case 0: if let next = state.after(.withdraw) { state = next }
        case 1: if state == .open { ballot.empty() }
        case 2: if state == .passed || voters.isEmpty, let next = state.after(.accept) { state = next }
        case 3: if state == .passed || voters.isEmpty, let next = state.after(.decline) { state = next }
        default:
          guard state == .open else { break }
          let voter = UserID(Int64.random(in: 1...7, using: &random))
          let isCounted = ballot.vote(Bool.random(using: &random), by: voter)
          #expect(isCounted == voters.contains(voter))
        }
        if state == .open, let outcome = ballot.outcome(at: now) {
          #expect(!voters.isEmpty && (now >= ballot.closesAt || ballot.votes.count == voters.count))
          state = state.after(outcome == .passed ? .pass : .fail) ?? state
          closings += 1
        }
        if before.isClosed { #expect(state == before) }
        #expect(state != .passed || ballot.votes.values.count { $0 } > ballot.votes.values.count { !$0 })
      }
      #expect(closings <= 1)
    }
  }

  private typealias VerseLease = Lease<Int>

  @Test func aLeaseLastsAMinuteAndIsRenewedForHalfAnHour() {
    let (member, other) = (UserID(1), UserID(2))
    guard case .held(var lease) = VerseLease.claim(nil, by: member, from: 1, at: Self.start) else { return #expect(Bool(false)) }
    #expect(lease.until == Self.start + .seconds(60))
    #expect(VerseLease.claim(lease, by: other, from: 2, at: Self.start + .seconds(59)) == .refused(member))
    for minute in stride(from: 30, through: 29 * 60, by: 30) {
      guard case .held(let renewed) = VerseLease.claim(lease, by: member, from: 1, at: Self.start + .seconds(minute)) else { return }
      lease = renewed
    }
    #expect(lease.until == Self.start + .minutes(30))
    guard case .held(let capped) = VerseLease.claim(lease, by: member, from: 1, at: Self.start + .seconds(1_790)) else { return }
    #expect(capped.until == Self.start + .minutes(30))
    #expect(!capped.lives(at: Self.start + .minutes(30)))
    guard case .held(let taken) = VerseLease.claim(capped, by: other, from: 2, at: Self.start + .minutes(30)) else {
      return #expect(Bool(false))
    }
    #expect(taken.holder == other)
    let saved = lease.saved(at: Self.start + .seconds(1_780))
    guard case .held(let longer) = VerseLease.claim(saved, by: member, from: 1, at: Self.start + .seconds(1_790)) else { return }
    #expect(longer.until == Self.start + .seconds(1_850))
  }

  @Test func aLeaseEndsAMomentAfterItsLastSocket() {
    let member = UserID(1)
    guard case .held(let first) = VerseLease.claim(nil, by: member, from: 1, at: Self.start),
      case .held(let both) = VerseLease.claim(first, by: member, from: 2, at: Self.start + .seconds(1))
    else { return #expect(Bool(false)) }
    let one = both.left(by: 1, at: Self.start + .seconds(2))
    #expect(one.until == both.until)
    let none = one.left(by: 2, at: Self.start + .seconds(3))
    #expect(none.until == Self.start + .seconds(18))
    // Nothing ends later because of it.
    #expect(one.left(by: 2, at: Self.start + .seconds(60)).until == both.until)
    #expect(one.left(by: 7, at: Self.start + .seconds(3)) == one)
  }

  @Test func tenThousandSchedulesOfClaimsHaveOneHolder() {
    for seed in 1...10_000 {
      var random = SeededRandom(seed: UInt64(seed))
      var lease: VerseLease?
      var now = Self.start
      for _ in 0..<25 {
        now = now + .seconds(Int.random(in: 0...40, using: &random))
        let member = UserID(Int64.random(in: 1...3, using: &random))
        let socket = Int(member.rawValue) * 10 + Int.random(in: 0...1, using: &random)
        let holder = lease.flatMap { $0.lives(at: now) ? $0.holder : nil }
        switch Int.random(in: 0...5, using: &random) {
        case 0: lease = lease?.left(by: socket, at: now)
        case 1: if holder == member { lease = lease?.saved(at: now) }
        case 2: if holder == member { lease = nil }
        default:
          switch VerseLease.claim(lease, by: member, from: socket, at: now) {
          case .held(let next):
            #expect(holder == nil || holder == member)
            #expect(next.holder == member && next.sockets.contains(socket))
            lease = next
          case .refused(let other): #expect(other == holder && other != member)
          }
        }
        if let lease, lease.lives(at: now) {
          #expect(lease.until <= now + .seconds(60) && lease.until <= lease.since + .minutes(30))
          #expect(!lease.sockets.isEmpty || lease.until <= now + .seconds(15))
        }
      }
    }
  }
}

extension [UInt8] {
  /// Whether the bytes stand in it.
  func contains(_ other: [UInt8]) -> Bool {
    count >= other.count && (0...(count - other.count)).contains { self[$0..<$0 + other.count].elementsEqual(other) }
  }
}
