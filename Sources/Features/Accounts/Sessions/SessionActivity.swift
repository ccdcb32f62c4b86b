import Core
import Synchronization

/// Collects when sessions were last seen and writes it in batches, so that no request waits for it.
///
/// If the process is killed, `last_seen` is a few seconds older.
final class SessionActivity: Sendable {
  private let seen = Mutex<[SessionID: Timestamp]>([:])
  private let work: UnitOfWork
  private let sessions: SessionRepository

  init(work: UnitOfWork, sessions: SessionRepository) {
    self.work = work
    self.sessions = sessions
  }

  func note(_ session: SessionID, at moment: Timestamp) { seen.withLock { $0[session] = moment } }

  /// Sessions written in one transaction, which bounds how long other writers wait.
  private static let batchSize = 200

  /// Writes what was collected. What could not be written is collected again, unless there is a newer time.
  func flush() async throws {
    var unwritten = seen.withLock { seen in
      defer { seen = [:] }
      return Array(seen)
    }
    do {
      while !unwritten.isEmpty {
        let batch = unwritten.suffix(Self.batchSize)
        try await work.transaction { transaction in
          for (session, moment) in batch { try await sessions.seen(session, at: moment, in: transaction) }
        }
        unwritten.removeLast(batch.count)
      }
    } catch {
      seen.withLock { $0.merge(unwritten) { newer, _ in newer } }
      throw error
    }
  }
}
