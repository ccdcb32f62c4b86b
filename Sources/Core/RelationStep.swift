/// What changed between two members, as far as it decides what one may see of the other.
public enum RelationChange: Hashable, Sendable {
  /// Somebody became an accepted follower, or no longer is one.
  case follower(UserID, of: UserID)
  /// A block between the two began or ended, in whichever direction.
  case block(UserID, UserID)
  /// The member has blocked or muted somebody, or no longer does.
  case hearing(UserID)
  /// The member's Top 8 is another.
  case topEight(UserID)
}

/// What a feature does when a relation changes, in the same transaction.
public protocol RelationStep: Sendable {
  /// The new state is in the database already. Returns what to tell once it is committed.
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event]
}
