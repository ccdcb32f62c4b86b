import Core
import SQL
import Subjects

/// Tasks as rows.
struct TaskRepository: Sendable {
  let database: Database
  private let index = SearchIndexRepository()

  init(database: Database) { self.database = database }

  /// Deleted or not. The caller checks who may see it.
  func task(_ id: TaskID) async throws -> TaskItem? { try await database.first(Self.task(id)) }

  /// The same, locked until the transaction ends.
  func locked(_ id: TaskID, in transaction: Transaction) async throws -> TaskItem? {
    try await transaction.first("\(Self.task(id)) \(sqlite: "", postgres: "FOR UPDATE")")
  }

  /// The page and the counts, of one moment because of one statement.
  func page(_ request: TaskPageRequest, of owner: UserID, at now: Timestamp) async throws -> TaskPage {
    if request.filter == .deleted {
      return TaskPage(request: request, deleted: try await database.all(Self.deleted(request, of: owner, at: now)))
    }
    let rows = try await database.all(Self.list(request, of: owner), as: CountedTask.self)
    let tasks = rows.compactMap(\.task).sorted { $0.id > $1.id }
    return TaskPage(request: request, tasks: tasks, counts: rows.first?.counts ?? .none)
  }

  /// Makes a task that is to be done and counts it; nil when its owner has as many as may be.
  func insert(_ draft: TaskDraft, for owner: UserID, at now: Timestamp, in transaction: Transaction) async throws -> TaskItem? {
    let task = try await inserted(draft, for: owner, at: now, in: transaction)
    if let task { try await index.write(task.document, in: transaction) }
    return task
  }

  private func inserted(
    _ draft: TaskDraft, for owner: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> TaskItem? {
    let place = PlaceID.me(owner)
    switch database.dialect {
    case .sqlite:
      // Returning rows costs SQLite more than the changes do: only what is not known here comes back.
      let sequence = try await place.takeSeq(in: transaction)
      guard try await transaction.run(TaskCountRepository.addingPending(of: owner)) == 1,
        let id: TaskID = try await transaction.value(Self.insertion(draft, of: owner, at: now, sequence))
      else { return nil }
      return TaskItem(
        id: id, owner: owner, title: draft.title, description: draft.description, isCompleted: false, createdAt: now, updatedAt: now,
        deletedAt: nil, sequence: sequence)
    case .postgres:
      // The server is a journey away: one instead of three. Every transaction locks the place before the counts.
      return try await transaction.first(
        """
        WITH taken AS (\(place.takingSeq)), counted AS (\(TaskCountRepository.addingPending(of: owner, after: "taken"))), made AS (
          INSERT INTO tasks (user_id, title, description, completed, created_at, updated_at, seq)
          SELECT CAST(\(owner) AS BIGINT), CAST(\(draft.title) AS TEXT), CAST(\(draft.description) AS TEXT), FALSE,
            CAST(\(now) AS BIGINT), CAST(\(now) AS BIGINT), taken.seq FROM taken, counted
          RETURNING \(Self.columns))
        SELECT * FROM made
        """)
    }
  }

  /// Writes the task as it is now, under the next sequence of its owner's place, and returns it with that.
  func update(_ task: TaskItem, over old: TaskItem, in transaction: Transaction) async throws -> TaskItem {
    var task = task
    task.sequence = try await PlaceID.me(task.owner).takeSeq(in: transaction)
    try await transaction.queue(
      """
      UPDATE tasks SET title = \(task.title), description = \(task.description), completed = \(task.isCompleted),
        updated_at = \(task.updatedAt), deleted_at = \(task.deletedAt), seq = \(task.sequence) WHERE id = \(task.id)
      """)
    if task.deletedAt != nil {
      try await index.remove(task.number, in: transaction)
    } else if old.deletedAt != nil || !task.readableText.utf8.elementsEqual(old.readableText.utf8) {
      try await index.write(task.document, in: transaction)
    }
    return task
  }

  /// Erases at most `limit` tasks deleted before `moment`; how many there were. Clients that may still know one of them are told to begin
  /// again.
  func erase(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let erased = try await transaction.all(Self.erasing(deletedBefore: moment, limit: limit), as: ErasedTask.self)
    for (owner, tasks) in Dictionary(grouping: erased, by: \.owner).sorted(by: { $0.key < $1.key }) {
      try await PlaceID.me(owner).collect(upTo: tasks.map(\.sequence).max()!, in: transaction)
    }
    return erased.count
  }
}

// MARK: Statements

extension TaskRepository {
  private static var columns: SQL { "id, user_id, title, description, completed, created_at, updated_at, deleted_at, seq" }

  static func everything(of owner: UserID, after last: TaskID, limit: Int) -> SQL {
    "SELECT \(columns) FROM tasks WHERE user_id = \(owner) AND deleted_at IS NULL AND id > \(last) ORDER BY id LIMIT \(limit)"
  }

  static func living(_ ids: [Int64], of owner: UserID) -> SQL {
    "SELECT \(columns) FROM tasks WHERE id IN (\(list: ids)) AND user_id = \(owner) AND deleted_at IS NULL"
  }

  static func below(_ bound: Int64, limit: Int) -> SQL {
    "SELECT \(columns) FROM tasks WHERE id < \(bound) ORDER BY id DESC LIMIT \(limit) \(sqlite: "", postgres: "FOR NO KEY UPDATE")"
  }

  static func task(_ id: TaskID) -> SQL { "SELECT \(columns) FROM tasks WHERE id = \(id)" }

  /// A page further back begins where skipping ids alone, in the index, leads to: whole rows are read for the page only.
  static func page(_ request: TaskPageRequest, of owner: UserID) -> SQL {
    let mine = living(of: owner, request.filter)
    guard request.offset > 0 else {
      return "SELECT \(columns) FROM tasks WHERE \(mine) ORDER BY id DESC LIMIT \(request.limit)"
    }
    return """
      SELECT \(columns) FROM tasks WHERE \(mine)
        AND id <= (SELECT id FROM tasks WHERE \(mine) ORDER BY id DESC LIMIT 1 OFFSET \(request.offset))
      ORDER BY id DESC LIMIT \(request.limit)
      """
  }

  static func insertion(_ draft: TaskDraft, of owner: UserID, at now: Timestamp, _ sequence: Int64) -> SQL {
    """
    INSERT INTO tasks (user_id, title, description, completed, created_at, updated_at, seq)
    VALUES (\(owner), \(draft.title), \(draft.description), \(false), \(now), \(now), \(sequence)) RETURNING id
    """
  }

  /// One more than the page holds, to see whether another follows.
  static func deleted(_ request: TaskPageRequest, of owner: UserID, at now: Timestamp) -> SQL {
    """
    SELECT \(columns) FROM tasks WHERE user_id = \(owner) AND deleted_at > \(now - TaskItem.restorable)
    ORDER BY deleted_at DESC, id DESC LIMIT \(request.limit + 1) OFFSET \(request.offset)
    """
  }

  /// A row per task of the page, each with the counts; one row without a task when the page is empty, none when nothing ever was.
  static func list(_ request: TaskPageRequest, of owner: UserID) -> SQL {
    """
    SELECT page.*, c.pending, c.completed FROM task_counts c LEFT JOIN (\(page(request, of: owner))) page ON TRUE
    WHERE c.user_id = \(owner)
    """
  }

  static func erasing(deletedBefore moment: Timestamp, limit: Int) -> SQL {
    """
    DELETE FROM tasks WHERE id IN
      (SELECT id FROM tasks WHERE deleted_at IS NOT NULL AND deleted_at <= \(moment) ORDER BY deleted_at LIMIT \(limit))
    RETURNING user_id, seq
    """
  }

  /// Written so that the partial indexes apply.
  private static func living(of owner: UserID, _ filter: TaskFilter) -> SQL {
    switch filter {
    case .all: "user_id = \(owner) AND deleted_at IS NULL"
    case .pending: "user_id = \(owner) AND completed = \(false) AND deleted_at IS NULL"
    case .completed: "user_id = \(owner) AND completed = \(true) AND deleted_at IS NULL"
    case .deleted: "user_id = \(owner) AND deleted_at IS NOT NULL"
    }
  }
}

private struct CountedTask: RowDecodable, Sendable {
  let task: TaskItem?
  let counts: TaskCounts

  init(row: Row) throws {
    task = try row[0] as Int64? == nil ? nil : TaskItem(row: row)
    counts = TaskCounts(pending: try row[9], completed: try row[10])
  }
}

extension TaskItem: RowDecodable {
  public init(row: Row) throws {
    self.init(
      id: try row[0], owner: try row[1], title: try row[2], description: try row[3], isCompleted: try row[4], createdAt: try row[5],
      updatedAt: try row[6], deletedAt: try row[7],
      sequence: try row[8])
  }
}

private struct ErasedTask: RowDecodable, Sendable {
  let owner: UserID
  let sequence: Int64

  init(row: Row) throws { (owner, sequence) = (try row[0], try row[1]) }
}
