import Core
import Synchronization

/// Counts each member's messages over all sockets of this node and over the other nodes.
///
/// No message waits for another node. Each node admits by what it knows, and tells the others what it has admitted: at least once a second,
/// earlier when little of the limit is left, and every message when almost nothing is left. So the limit is exact on one node. Over several
/// nodes, it can be exceeded by what they admit before they hear of each other: messages within a few milliseconds, or all of them while the
/// bus is away. A refused message costs one dictionary lookup and is not told.
final class MemberMessages: Sendable {
  /// Messages of a member that have been let through.
  struct Count: Equatable, Sendable {
    let user: UserID
    let messages: Int
  }

  enum Verdict: Equatable {
    case allowed
    /// Allowed, and the other nodes should hear now of these.
    case allowedAndDue(Count)
    case refused(retryAfter: Duration)
  }

  private struct Member {
    var log = SlidingLog()
    var untold = 0
  }

  private struct State {
    var members: [UserID: Member] = [:]
    /// The number of members at which those who have been silent are looked for: twice what was left the last time.
    var sweepAt = 256
  }

  private let limit: Limit
  private let state = Mutex(State())

  init(_ limit: Limit) { self.limit = limit }

  func admit(_ user: UserID, now: Timestamp) -> Verdict {
    guard !limit.windows.isEmpty else { return .allowed }
    return state.withLock { state in
      if state.members[user] == nil { makeRoom(in: &state, now: now) }
      return admit(&state.members[user, default: Member()], user, now)
    }
  }

  private func admit(_ member: inout Member, _ user: UserID, _ now: Timestamp) -> Verdict {
    if case .refused(let retryAfter) = member.log.admit(limit, now: now) { return .refused(retryAfter: retryAfter) }
    member.untold += 1
    guard member.untold >= max(1, member.log.remaining(limit) / 8) else { return .allowed }
    defer { member.untold = 0 }
    return .allowedAndDue(Count(user: user, messages: member.untold))
  }

  /// What another node has let through since its last word.
  func heard(_ counts: [Count], now: Timestamp) {
    guard !limit.windows.isEmpty else { return }
    state.withLock { state in
      for count in counts {
        if state.members[count.user] == nil { makeRoom(in: &state, now: now) }
        state.members[count.user, default: Member()].log.record(count.messages, limit, now: now)
      }
    }
  }

  /// What the others have not been told yet.
  func due() -> [Count] {
    state.withLock { state in
      var counts: [Count] = []
      for index in state.members.indices where state.members.values[index].untold > 0 {
        counts.append(Count(user: state.members[index].key, messages: state.members.values[index].untold))
        state.members.values[index].untold = 0
      }
      return counts
    }
  }

  /// How many members are counted.
  var count: Int { state.withLock { $0.members.count } }

  private func makeRoom(in state: inout State, now: Timestamp) {
    guard state.members.count >= state.sweepAt else { return }
    state.members = state.members.filter { $0.value.untold > 0 || !$0.value.log.isExpired(limit, now: now) }
    state.sweepAt = max(256, state.members.count * 2)
  }
}
