import Core
import SQL

/// How many tasks each member has, kept with every change of them.
struct TaskCountRepository: Sendable {
  /// One more that is to be done; the member's first makes the row. No row comes of it when the member has as many as may be.
  ///
  /// - Parameter other: A part of the same statement that runs before: it has locked what comes first.
  static func addingPending(of owner: UserID, after other: SQL? = nil) -> SQL {
    let origin: SQL = if let other { "FROM \(other)" } else { "" }
    return """
      INSERT INTO task_counts (user_id, pending, completed) SELECT CAST(\(owner) AS BIGINT), 1, 0 \(origin) WHERE TRUE
      ON CONFLICT (user_id) DO UPDATE SET pending = task_counts.pending + excluded.pending
        WHERE task_counts.pending + task_counts.completed < \(TaskItem.mostPerMember)
      RETURNING user_id
      """
  }

  /// What one task adds was `old` and is `new`.
  func move(of owner: UserID, from old: TaskCounts, to new: TaskCounts, in transaction: Transaction) async throws {
    guard old != new else { return }
    try await transaction.queue(
      """
      UPDATE task_counts SET pending = pending + \(new.pending - old.pending), completed = completed + \(new.completed - old.completed)
      WHERE user_id = \(owner)
      """)
  }
}
