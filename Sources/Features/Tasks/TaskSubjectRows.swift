import Core
import SQL
import Words

/// Tasks, as their owners find them. Nobody else does.
struct TaskSubjectRows: SubjectKind {
  let name = SubjectName.task
  let noun = "a task"
  let isInFeed = false
  let isInSearch = true

  func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard] {
    guard let member = scope.member, scope.permissions.contains(.useTasks), !ids.isEmpty else { return [:] }
    let tasks = try await snapshot.all(TaskRepository.living(ids, of: member.id), as: TaskItem.self)
    let owner = SubjectAuthor(id: member.id, username: member.username, displayName: member.displayName, color: member.color)
    return Dictionary(
      uniqueKeysWithValues: tasks.map { task in
        let card = SubjectCard(
          title: task.title, link: TaskPath.task(task.id), html: task.fragment, text: task.readableText, author: owner,
          createdAt: task.createdAt)
        return (task.id.rawValue, card)
      })
  }

  func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch {
    let tasks = try await transaction.all(TaskRepository.below(bound, limit: limit), as: TaskItem.self)
    return SubjectBatch(
      documents: tasks.filter { $0.deletedAt == nil }.map(\.document), lowest: tasks.count == limit ? tasks.last?.id.rawValue : nil)
  }
}

extension TaskItem {
  var document: SearchDocument {
    SearchDocument(
      kind: .task, id: id.rawValue, author: owner, createdAt: createdAt, audience: .owner(owner), words: Words.folded(readableText))
  }

  var number: SubjectNumber { SubjectNumber(createdAt, .task, id.rawValue) }

  var readableText: String { [title, description].compactMap { $0 }.joined(separator: "\n") }
}
