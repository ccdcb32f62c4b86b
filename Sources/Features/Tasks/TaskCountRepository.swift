import Core
import SQL

/// How many tasks each member has, kept with every change of them.
struct TaskCountRepository: Sendable {
  /// One more that is to be done; the member's first makes the row. No row changes when the member has as many as may be.
  static func addingPending(of owner: UserID) -> SQL {
    """
    INSERT INTO task_counts (user_id, pending, completed) VALUES (\(owner), 1, 0) \(unlessFull)
    """
  }

  /// The same as a part of a PostgreSQL statement, for each row of `other`: that part runs before and has locked what comes first. Returns a
  /// row when it counted.
  static func addingPending(of owner: UserID, after other: SQL) -> SQL {
    """
    INSERT INTO task_counts (user_id, pending, completed) SELECT CAST(\(owner) AS BIGINT), 1, 0 FROM \(other) \(unlessFull)
    RETURNING user_id
    """
  }

  private static var unlessFull: SQL {
    """
    ON CONFLICT (user_id) DO UPDATE SET pending = task_counts.pending + excluded.pending
      WHERE task_counts.pending + task_counts.completed < \(TaskItem.mostPerMember)
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
