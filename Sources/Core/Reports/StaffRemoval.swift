/// How staff remove things of a kind and bring them back, each in the transaction of the action that does it.
public protocol StaffRemoval: Sendable {
  /// Removes the thing. Who may do this has been decided.
  func remove(_ key: String, by staff: Member?, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome

  /// Brings back what staff removed. Nil if that cannot be done any more: it was erased, or its author deleted it too.
  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]?
}

public enum StaffRemovalOutcome: Sendable {
  case removed([Event])
  /// It was gone before.
  case gone
  /// There is no such thing.
  case unknown
}

/// What a feature does when staff remove somebody's thing through the thing's own page, or bring it back there. Care writes the action.
public protocol StaffRemovalStep: Sendable {
  /// The thing is gone already. This is the last step of the transaction: it locks members' own places. Returns what to tell.
  func removed(_ kind: String, _ key: String, of owner: UserID, by scope: Scope, in transaction: Transaction) async throws -> [Event]

  /// The thing is back.
  func restored(_ kind: String, _ key: String, of owner: UserID, by scope: Scope, in transaction: Transaction) async throws -> [Event]
}
