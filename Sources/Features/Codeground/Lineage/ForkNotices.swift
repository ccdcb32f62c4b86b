import Core
import Notices

/// Tells the owner of a script of forks that they see.
struct ForkNotices: Sendable {
  let lineage: LineageRepository
  let notices: NoticeRepository

  /// Called when a fork may have become visible to the owner of what was forked, as the last step of the transaction. Told once.
  func tell(of fork: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard let (parent, owner, author) = try await lineage.tellable(fork, in: transaction) else { return [] }
    return try await notices.raise(
      NoticeCause(ForkNotice(), by: author, about: fork.rawValue, target: parent.rawValue), for: [owner], at: now, in: transaction)
  }
}
