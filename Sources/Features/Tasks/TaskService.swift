import Core

/// A member's own tasks: what may be done with them, in one transaction each, told to the member's own sockets.
public struct TaskService: Sendable {
  private let work: UnitOfWork
  private let tasks: TaskRepository
  private let counts = TaskCountRepository()
  private let places: PlaceRepository

  init(work: UnitOfWork, tasks: TaskRepository, places: PlaceRepository) {
    self.work = work
    self.tasks = tasks
    self.places = places
  }

  // MARK: Reading

  public func list(_ scope: Scope, _ request: TaskPageRequest) async throws -> TaskPage {
    let member = try scope.requireMember(.useTasks)
    return try await tasks.page(request, of: member.id, at: scope.now)
  }

  /// The same for a page that follows the member's tasks live.
  public func listing(_ scope: Scope, _ request: TaskPageRequest) async throws -> TaskListing {
    let member = try scope.requireMember(.useTasks)
    // The head first: what changes in between is told again instead of being missed.
    let head = try await places.head(of: .me(member.id))
    return TaskListing(page: try await tasks.page(request, of: member.id, at: scope.now), head: head)
  }

  public func task(_ scope: Scope, _ id: TaskID) async throws -> TaskItem {
    let member = try scope.requireMember(.useTasks)
    return try Self.living(Self.own(try await tasks.task(id), of: member))
  }

  // MARK: Changing

  /// Makes a task; `LIMIT_EXCEEDED` if the member has as many as they may. A retry repeats the first answer, even if that task has been
  /// deleted since.
  public func create(_ scope: Scope, _ draft: TaskDraft) async throws -> TaskItem {
    let member = try scope.requireMember(.useTasks)
    let (task, isNew) = try await work.once(
      scope, remembering: { task, _ in task.remembered }, repeating: { (try TaskItem(remembered: $0), false) }
    ) { transaction in
      guard let task = try await tasks.insert(draft, for: member.id, at: scope.now, in: transaction) else {
        throw TaskItem.tooMany
      }
      return (task, true)
    }
    if isNew { scope.outbox.add(task.changed(of: member)) }
    return task
  }

  /// Changes a task that is as expected.
  public func change(_ scope: Scope, _ id: TaskID, by change: TaskChange, expecting: TaskExpectation = .anything) async throws -> TaskItem {
    try await rewrite(scope, id, expecting) { change.apply(to: &$0) }
  }

  /// Marks a pending task completed, or a completed one pending.
  public func toggle(_ scope: Scope, _ id: TaskID, expecting: TaskExpectation = .anything) async throws -> TaskItem {
    try await rewrite(scope, id, expecting) { $0.isCompleted.toggle() }
  }

  /// Deletes a task. For 30 days it can be restored.
  public func delete(_ scope: Scope, _ id: TaskID, expecting: TaskExpectation = .anything) async throws -> TaskItem {
    let member = try scope.requireMember(.useTasks)
    let task = try await work.transaction { transaction in
      let old = try Self.living(Self.own(try await tasks.locked(id, in: transaction), of: member))
      try expecting.check(old)
      var task = old
      task.deletedAt = scope.now
      return try await write(task, over: old, at: scope.now, in: transaction)
    }
    scope.outbox.add(task.changed(of: member))
    return task
  }

  /// Brings a deleted task back. A task that exists stays as it is, without an event.
  public func restore(_ scope: Scope, _ id: TaskID) async throws -> TaskItem {
    let member = try scope.requireMember(.useTasks)
    let (task, isBack) = try await work.transaction { transaction in
      let old = try Self.own(try await tasks.locked(id, in: transaction), of: member)
      guard old.isRestorable(at: scope.now) else { throw AppError.noTask }
      if old.deletedAt == nil { return (old, false) }
      var task = old
      task.deletedAt = nil
      return (try await write(task, over: old, at: scope.now, in: transaction), true)
    }
    if isBack { scope.outbox.add(task.changed(of: member)) }
    return task
  }

  /// Erases tasks that can no longer be brought back, at most `limit` at once; how many there were. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await tasks.erase(deletedBefore: scope.now - TaskItem.restorable, limit: limit, in: $0)
    }
  }

  private func rewrite(
    _ scope: Scope, _ id: TaskID, _ expecting: TaskExpectation, _ edit: @Sendable (inout TaskItem) -> Void
  ) async throws -> TaskItem {
    let member = try scope.requireMember(.useTasks)
    let task = try await work.transaction { transaction in
      let old = try Self.living(Self.own(try await tasks.locked(id, in: transaction), of: member))
      try expecting.check(old)
      var task = old
      edit(&task)
      return try await write(task, over: old, at: scope.now, in: transaction)
    }
    scope.outbox.add(task.changed(of: member))
    return task
  }

  private func write(_ task: TaskItem, over old: TaskItem, at now: Timestamp, in transaction: Transaction) async throws -> TaskItem {
    var task = task
    task.touch(at: now)
    task = try await tasks.update(task, over: old, in: transaction)
    try await counts.move(of: task.owner, from: old.counted, to: task.counted, in: transaction)
    return task
  }

  // MARK: Whose it is

  /// Another's is `FORBIDDEN`, deleted or not: whether it still is there is not for others to know.
  private static func own(_ task: TaskItem?, of member: Member) throws(AppError) -> TaskItem {
    guard let task else { throw .noTask }
    guard task.owner == member.id else { throw .forbidden("This task is somebody else's") }
    return task
  }

  private static func living(_ task: TaskItem) throws(AppError) -> TaskItem {
    guard task.deletedAt == nil else { throw .noTask }
    return task
  }
}

extension TaskItem {
  /// Told to the owner's own sockets.
  fileprivate func changed(of owner: Member) -> Event {
    Event(changed: object(ownerUUID: owner.uuid), in: .me(owner.id))
  }

  /// What it adds to its owner's counts.
  var counted: TaskCounts {
    if deletedAt != nil { return .none }
    return isCompleted ? TaskCounts(pending: 0, completed: 1) : TaskCounts(pending: 1, completed: 0)
  }
}

extension TaskItem {
  static let tooMany = AppError(.limitExceeded, "You have \(mostPerMember) tasks. Delete some to make room")
}

extension AppError {
  static let noTask = AppError.notFound("This task")
}
