import Core
import SQL

/// What a banned member did is hidden in everybody's notifications, and is back once the ban is lifted.
struct BannedActorRepository: BanStep {
  let notices: NoticeRepository

  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] {
    let standing = try await transaction.first("SELECT banned_at IS NOT NULL, updated_at FROM users WHERE id = \(user)") { row in
      (isBanned: try row[0] as Bool, at: try row[1] as Timestamp)
    }
    guard let standing else { return [] }
    return try await notices.hide(
      standing.isBanned, because: .bannedActor, "actor_id = \(user)", at: standing.at, in: transaction)
  }
}
