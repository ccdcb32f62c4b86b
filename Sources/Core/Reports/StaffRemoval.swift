/// How staff remove things of a kind and bring them back, each in the transaction of the action that does it.
public protocol StaffRemoval: Sendable {
  /// Removes the thing. Who may do this has been decided.
  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome

  /// The keys of what the member made since a moment and that still stands, for bans that remove it. At most `limit`, the newest ones. Empty
  /// for kinds that bans leave alone.
  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String]

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

extension StaffRemoval {
  public func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] { [] }
}
