import Core
import Notices

/// Withdraws proposals with what was told of them.
struct ProposalNotices: Sendable {
  let proposals: ProposalRepository
  let notices: NoticeRepository

  /// Of a revision that is gone. The last step of the transaction.
  func withdraw(proposing fork: ScriptID, _ number: Int, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await forget(try await proposals.withdraw(proposing: fork, number, at: now, in: transaction), at: now, in: transaction)
  }

  /// Of a script that is deleted: what it proposes is withdrawn, and notifications no longer lead to proposals to it.
  func withdraw(with script: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let withdrawn = try await proposals.withdraw(proposing: script, nil, at: now, in: transaction)
    let others = try await proposals.all(to: script, in: transaction)
    let hands = try await notices.withdraw(NoticeMatch(HandNotice(), about: script.rawValue), at: now, in: transaction)
    return hands + (try await forget(withdrawn + others, at: now, in: transaction))
  }

  private func forget(_ ids: [ProposalID], at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for id in ids {
      events += try await notices.withdraw(NoticeMatch(ProposalNotice(), about: id.rawValue), at: now, in: transaction)
    }
    return events
  }
}
