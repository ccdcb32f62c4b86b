import Core
import SQL

/// What a ban changes in conversations: nobody writes to somebody who is banned.
struct ConversationBanRepository: BanStep {
  /// The newest ones. Open pages of others learn of it when they are loaded again.
  static let most = 200

  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] {
    try await transaction.values(ConversationRows.ofTwo(user, limit: Self.most), as: RoomID.self).map {
      Event(node: .conversationChanged($0))
    }
  }
}
