import Core
import Notices

/// Tells the owner of a script of forks that they see.
struct ForkNotices: Sendable {
  let lineage: LineageRepository
  let notices: NoticeRepository

  /// Called when a fork may have become visible to the owner of what was forked, or is so no longer, as the last step of the transaction.
  func update(_ fork: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard let told = try await lineage.tellable(fork, in: transaction) else { return [] }
    guard told.isVisible else {
      return try await notices.withdraw(NoticeMatch(ForkNotice(), about: fork.rawValue), at: now, in: transaction)
    }
    return try await notices.raise(
      NoticeCause(ForkNotice(), by: told.author, about: fork.rawValue, target: told.parent.rawValue), for: [told.owner], at: now,
      in: transaction)
  }
}
