import Synchronization

/// Who writes down that staff removed somebody's thing through the thing's own page, or brought it back there.
public protocol StaffRemovalStep: Sendable {
  /// The thing is gone already. This is the last step of the transaction: it locks members' own places. Returns what to tell.
  ///
  /// - Parameters:
  ///   - owner: Nil for someone who left.
  ///   - message: What its owner reads. Nil for the usual words.
  func removed(
    _ kind: String, _ key: String, of owner: UserID?, saying message: String?, by scope: Scope, in transaction: Transaction
  ) async throws -> [Event]

  /// The thing is back.
  func restored(_ kind: String, _ key: String, of owner: UserID?, by scope: Scope, in transaction: Transaction) async throws -> [Event]
}

/// Leads from the features that have things to the one that writes down what staff did. That one stands above them and attaches itself when it
/// is built. Until then nothing is written.
public final class StaffRemovals: StaffRemovalStep {
  private let step = Mutex<(any StaffRemovalStep)?>(nil)

  public init() {}

  public func attach(_ step: any StaffRemovalStep) { self.step.withLock { $0 = step } }

  public func removed(
    _ kind: String, _ key: String, of owner: UserID?, saying message: String? = nil, by scope: Scope, in transaction: Transaction
  ) async throws -> [Event] {
    try await step.withLock { $0 }?.removed(kind, key, of: owner, saying: message, by: scope, in: transaction) ?? []
  }

  public func restored(
    _ kind: String, _ key: String, of owner: UserID?, by scope: Scope, in transaction: Transaction
  ) async throws -> [Event] {
    try await step.withLock { $0 }?.restored(kind, key, of: owner, by: scope, in: transaction) ?? []
  }
}
