import Core
import JSON
import SQL
import Subjects

/// All that is kept of one member's tasks: to be taken away, and to be erased.
struct TaskPersonalRepository: Sendable {
  private let database: Database

  init(database: Database) { self.database = database }

  /// The member's living tasks, as a JSON array.
  func export(of owner: UserID) async throws -> [UInt8] {
    let tasks: [TaskItem] = try await database.all(TaskRepository.everything(of: owner))
    var json = JSONWriter(capacity: 64 + tasks.count * 256)
    json.array { json in
      for task in tasks {
        json.object { json in
          json.field("id", task.id.rawValue)
          json.field("title", task.title)
          json.field("description", task.description)
          json.field("completed", task.isCompleted)
          json.field("created_at", task.createdAt.iso8601)
          json.field("updated_at", task.updatedAt.iso8601)
        }
      }
    }
    return json.bytes
  }

  func erase(_ owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM tasks WHERE user_id = \(owner)")
    try await SearchIndexRepository().removeAll(.task, by: owner, in: transaction)
    try await transaction.run("DELETE FROM task_counts WHERE user_id = \(owner)")
  }
}
