import Accounts
import Core
import JSON
import SQL
import Subjects

/// All that is kept of one member's tasks: to be taken away, and to be erased.
struct TaskPersonalRepository: Sendable {
  private let database: Database

  init(database: Database) { self.database = database }

  /// Tasks read in one statement.
  private static let batch = 500

  /// Writes the member's living tasks.
  func export(of owner: UserID, to output: any PersonalOutput) async throws {
    var list = PersonalList(output)
    var last = TaskID(0)
    while true {
      let (tasks, names) = try await page(of: owner, after: last)
      for task in tasks { try await list.add(task.portable(names[task.id.rawValue] ?? .none)) }
      guard tasks.count == Self.batch, let next = tasks.last else { break }
      last = next.id
    }
    try await list.end()
  }

  private func page(of owner: UserID, after last: TaskID) async throws -> ([TaskItem], [Int64: PortableID]) {
    try await database.read { snapshot in
      let tasks = try await snapshot.all(TaskRepository.everything(of: owner, after: last, limit: Self.batch), as: TaskItem.self)
      return (tasks, try await PortableIDRepository("task").names(of: tasks.map(\.id.rawValue), at: snapshot))
    }
  }

  func erase(_ owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM tasks WHERE user_id = \(owner)")
    try await SearchIndexRepository().removeAll(.task, by: owner, in: transaction)
    try await transaction.run("DELETE FROM task_counts WHERE user_id = \(owner)")
  }
}

extension TaskItem {
  fileprivate func portable(_ name: PortableID) -> [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.field("uuid", name.description)
      json.field("title", title)
      json.field("description", description)
      json.field("completed", isCompleted)
      json.field("created_at", createdAt.iso8601)
      json.field("updated_at", updatedAt.iso8601)
    }
    return json.bytes
  }
}
