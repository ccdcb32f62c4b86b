import Accounts
import Core
import JSON

/// What tasks keep of one member: for them to take away, to come in elsewhere, and to be erased when they leave for good.
public struct PersonalTaskService: Sendable {
  private let work: UnitOfWork
  private let personal: TaskPersonalRepository
  private let tasks: TaskRepository
  private let counts = TaskCountRepository()
  private let names = PortableIDRepository("task")

  init(work: UnitOfWork, personal: TaskPersonalRepository, tasks: TaskRepository) {
    self.work = work
    self.personal = personal
    self.tasks = tasks
  }

  public func export(of user: UserID, to output: any PersonalOutput) async throws { try await personal.export(of: user, to: output) }

  /// Takes a task of another place, with its times.
  func take(_ scope: Scope, _ json: JSONValue) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember(.useTasks)
    let arriving = try Fields.read(Fields(json: json)) { ArrivingTask(reading: &$0, now: scope.now) }
    let taken = try await work.transaction { transaction -> TaskItem? in
      if let number = try await names.number(of: arriving.name, of: member.id, in: transaction),
        let known = try await tasks.locked(TaskID(number), in: transaction), known.owner == member.id, known.deletedAt == nil
      {
        return nil
      }
      guard let made = try await tasks.insert(arriving.draft, for: member.id, at: arriving.createdAt, in: transaction) else {
        throw TaskItem.tooMany
      }
      try await names.keep(arriving.name, for: made.id.rawValue, of: member.id, in: transaction)
      var task = made
      task.isCompleted = arriving.isCompleted
      task.updatedAt = max(arriving.updatedAt, made.createdAt)
      guard task != made else { return made }
      task = try await tasks.update(task, over: made, in: transaction)
      try await counts.move(of: member.id, from: made.counted, to: task.counted, in: transaction)
      return task
    }
    guard let taken else { return .skipped }
    scope.outbox.add(Event(changed: taken.object(ownerUUID: member.uuid), in: .me(member.id)))
    return .created
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { transaction in try await personal.erase(user, in: transaction) }
  }
}

/// A task as an archive has it.
private struct ArrivingTask: Sendable {
  let name: PortableID
  let draft: TaskDraft
  let isCompleted: Bool
  let createdAt: Timestamp
  let updatedAt: Timestamp

  init(reading fields: inout Fields, now: Timestamp) {
    name = fields.portableID()
    draft = TaskDraft(reading: &fields)
    isCompleted = fields.optionalFlag("completed") ?? false
    createdAt = fields.arrivedAt("created_at", now: now)
    updatedAt = fields.arrivedAt("updated_at", now: now)
    fields.ignoreRest()
  }
}
