import Core
import Synchronization

/// Remembers what staff removed through the pages of things.
public final class RemovalLog: StaffRemovalStep {
  private let log = Mutex<[String]>([])

  public init() {}

  /// What happened since the last call.
  public func take() -> [String] {
    log.withLock { log in
      defer { log = [] }
      return log
    }
  }

  public func removed(
    _ kind: String, _ key: String, of owner: UserID?, saying message: String?, by scope: Scope, in transaction: Transaction
  ) async throws -> [Event] {
    log.withLock { $0.append("removed \(kind) \(key)") }
    return []
  }

  public func restored(
    _ kind: String, _ key: String, of owner: UserID?, by scope: Scope, in transaction: Transaction
  ) async throws -> [Event] {
    log.withLock { $0.append("restored \(kind) \(key)") }
    return []
  }
}
