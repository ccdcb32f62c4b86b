/// What a feature does when a member takes another display name in the settings, in the same transaction.
public protocol NameStep: Sendable {
  /// The new name is in the database already. Returns what to tell once it is committed.
  func nameChanged(of user: UserID, in transaction: Transaction) async throws -> [Event]
}
