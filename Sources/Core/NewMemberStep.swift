/// What a feature does for each new account, in the transaction that makes it: both are there, or neither is.
public protocol NewMemberStep: Sendable {
  func welcome(_ user: UserID, at now: Timestamp, in transaction: Transaction) async throws
}
