import Core
import SQL
import Synchronization

/// Members who have written in a room. What was written down is remembered, so that only the first message of a member at a node costs a
/// statement.
final class WriterRepository: Sendable {
  /// Some megabytes. When there are more, all are forgotten, and written down again one by one.
  private static let most = 100_000

  private let known = Mutex<Set<UserID>>([])

  /// In the transaction of a message. Call `remember` once it is committed.
  func add(_ user: UserID, in transaction: Transaction) async throws {
    guard !known.withLock({ $0.contains(user) }) else { return }
    try await transaction.queue("INSERT INTO writers (user_id) VALUES (\(user)) ON CONFLICT (user_id) DO NOTHING")
  }

  func remember(_ user: UserID) {
    known.withLock { known in
      if known.count >= Self.most { known = [] }
      known.insert(user)
    }
  }
}

/// "Say hello" among the first steps.
struct GreetingStepRows: FirstStepRows {
  let title = "Say hello"

  func path(for username: String) -> String { ChatPath.rooms }

  func isDone(by user: UserID) -> SQL { "EXISTS (SELECT 1 FROM writers WHERE user_id = \(user))" }
}
