import AccountsTesting
import Core
import RandomTesting
import Testing

@testable import Accounts

@Suite struct TheSessionCacheIsBoundedAndForgets {
  private func entry(_ session: SessionID, of user: Int64 = 1, freshUntil: Timestamp, seenAt: Timestamp) -> SessionCache.Entry {
    let member = Member(
      id: UserID(user), uuid: "", username: "u\(user)", displayName: "", email: "", color: 0, role: .member,
      permissions: Role.member.permissions)
    return .init(
      authenticated: Authenticated(member: member, session: session, expires: freshUntil), readAt: seenAt, freshUntil: freshUntil,
      seenAt: seenAt)
  }

  private func put(_ name: String, of user: Int64 = 1, in cache: SessionCache, at now: Timestamp) {
    let session = SessionID(name)
    guard case .miss(let ticket) = cache.lookup(session, now: now) else { return }
    cache.store(entry(session, of: user, freshUntil: now + .seconds(15), seenAt: now), for: session, ticket: ticket)
  }

  private func isKnown(_ name: String, in cache: SessionCache, at now: Timestamp) -> Bool {
    if case .hit = cache.lookup(SessionID(name), now: now) { true } else { false }
  }

  @Test func anEntryCountsUntilItIsStale() {
    let cache = SessionCache(capacity: 10)
    put("s", in: cache, at: start)
    #expect(isKnown("s", in: cache, at: start + .milliseconds(14_999)))
    #expect(!isKnown("s", in: cache, at: start + .seconds(15)))
  }

  @Test func aClockThatIsSetBackMakesNothingFreshForLonger() {
    let cache = SessionCache(capacity: 10)
    put("s", in: cache, at: start)
    #expect(isKnown("s", in: cache, at: start - .milliseconds(900)), "two requests at once")
    #expect(!isKnown("s", in: cache, at: start - .seconds(2)))
  }

  @Test func afterEverythingIsForgottenNothingIsKnown() {
    let cache = SessionCache(capacity: 10)
    let session = SessionID("late")
    guard case .miss(let ticket) = cache.lookup(session, now: start) else { return #expect(Bool(false)) }
    for name in ["a", "b"] { put(name, in: cache, at: start) }
    cache.forgetEverything()
    cache.store(entry(session, freshUntil: start + .seconds(15), seenAt: start), for: session, ticket: ticket)
    for name in ["a", "b", "late"] { #expect(!isKnown(name, in: cache, at: start)) }
  }

  @Test func aResultReadBeforeSomethingWasForgottenIsNotKept() {
    let cache = SessionCache(capacity: 10)
    let session = SessionID("s")
    guard case .miss(let ticket) = cache.lookup(session, now: start) else { return #expect(Bool(false)) }
    cache.forget(session: session)
    cache.store(entry(session, freshUntil: start + .seconds(15), seenAt: start), for: session, ticket: ticket)
    #expect(!isKnown("s", in: cache, at: start))
  }

  @Test func forgettingAMemberForgetsAllTheirSessionsAndNobodyElses() {
    let cache = SessionCache(capacity: 4)
    for name in ["a1", "a2", "a3"] { put(name, of: 1, in: cache, at: start) }
    put("b1", of: 2, in: cache, at: start)
    cache.forget(user: UserID(1))
    for name in ["a1", "a2", "a3"] { #expect(!isKnown(name, in: cache, at: start)) }
    #expect(isKnown("b1", in: cache, at: start))
  }

  @Test func itNeverHoldsMoreThanItMayAndKeepsWhatIsUsed() {
    let cache = SessionCache(capacity: 100)
    put("kept", in: cache, at: start)
    for number in 0..<1_000 {
      put("s\(number)", in: cache, at: start)
      #expect(cache.count <= 100)
      #expect(isKnown("kept", in: cache, at: start))
    }
    #expect(!isKnown("s0", in: cache, at: start))
    #expect(isKnown("s999", in: cache, at: start))
  }

  @Test func aSessionIsDueToBeWrittenDownOnceAMinute() {
    let cache = SessionCache(capacity: 10)
    let session = SessionID("s")
    guard case .miss(let ticket) = cache.lookup(session, now: start) else { return #expect(Bool(false)) }
    cache.store(entry(session, freshUntil: start + .hours(1), seenAt: start), for: session, ticket: ticket)
    var due: [Int] = []
    for second in 0..<200 {
      if case .hit(_, .due) = cache.lookup(session, now: start + .seconds(second)) { due.append(second) }
    }
    #expect(due == [60, 120, 180])
  }

  /// Whatever is stored, forgotten and looked up in whatever order, nothing forgotten is ever believed again.
  @Test(arguments: 0..<200)
  func randomSchedulesNeverReviveWhatWasForgotten(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let cache = SessionCache(capacity: 6)
    var now = start
    var lastForgotten: [String: Int] = [:]
    var readAt: [String: Int] = [:]
    var tickets: [(name: String, ticket: SessionCache.Ticket, step: Int)] = []
    for step in 0..<300 {
      let number = Int.random(in: 0..<8, using: &random)
      let name = "s\(number)"
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<4:
        switch cache.lookup(SessionID(name), now: now) {
        case .miss(let ticket): tickets.append((name, ticket, step))
        case .hit: #expect(readAt[name, default: -1] > lastForgotten[name, default: -1], "\(name) was forgotten")
        }
      case 4..<7:
        guard let index = tickets.indices.randomElement(using: &random) else { continue }
        let read = tickets.remove(at: index)
        let session = SessionID(read.name)
        let user = Int64(read.name.dropFirst())! % 2
        cache.store(entry(session, of: user, freshUntil: now + .seconds(15), seenAt: now), for: session, ticket: read.ticket)
        if read.step > lastForgotten.values.max() ?? -1 { readAt[read.name] = read.step }
      case 7:
        cache.forget(session: SessionID(name))
        lastForgotten[name] = step
      case 8:
        cache.forget(user: UserID(Int64(number % 2)))
        for other in 0..<8 where other % 2 == number % 2 { lastForgotten["s\(other)"] = step }
      default: now = now + .seconds(Int.random(in: 0..<9, using: &random))
      }
    }
  }
}
