/// What a feature does when a member is banned or the ban is lifted, in the same transaction.
public protocol BanStep: Sendable {
  /// The member's new state is in the database already. Returns what to tell once it is committed.
  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event]
}
