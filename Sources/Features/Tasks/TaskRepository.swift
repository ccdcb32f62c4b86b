import Core
import SQL

/// Tasks as rows.
struct TaskRepository: Sendable {
  let database: Database

  /// Deleted or not; whoever asks decides who may know.
  func task(_ id: TaskID) async throws -> TaskItem? { try await database.first(Self.task(id)) }

  /// The same, and nobody else changes it until the transaction ends.
  func locked(_ id: TaskID, in transaction: Transaction) async throws -> TaskItem? {
    try await transaction.first("\(Self.task(id)) \(sqlite: "", postgres: "FOR UPDATE")")
  }

  /// The page and the counts, of one moment because of one statement.
  func page(_ request: TaskPageRequest, of owner: UserID) async throws -> TaskPage {
    let rows = try await database.all(Self.list(request, of: owner), as: CountedTask.self)
    let tasks = rows.compactMap(\.task).sorted { $0.id > $1.id }
    return TaskPage(request: request, tasks: tasks, counts: rows.first?.counts ?? .none)
  }

  /// Makes a task that is to be done and counts it; nil when its owner has as many as may be.
  func insert(_ draft: TaskDraft, for owner: UserID, at now: Timestamp, in transaction: Transaction) async throws -> TaskItem? {
    let insertion: SQL = """
      INSERT INTO tasks (user_id, title, description, completed, created_at, updated_at)
      SELECT CAST(\(owner) AS BIGINT), CAST(\(draft.title) AS TEXT), CAST(\(draft.description) AS TEXT), FALSE,
        CAST(\(now) AS BIGINT), CAST(\(now) AS BIGINT)
      """
    let counting = TaskCountRepository.addingPending(of: owner)
    switch database.dialect {
    case .sqlite:
      guard try await transaction.value(counting, as: Int64.self) != nil else { return nil }
      return try await transaction.first("\(insertion) RETURNING \(Self.columns)")
    case .postgres:
      // The server is a journey away: one instead of two.
      return try await transaction.first(
        "WITH counted AS (\(counting)), made AS (\(insertion) FROM counted RETURNING \(Self.columns)) SELECT * FROM made")
    }
  }

  /// Writes the task as it is now.
  func update(_ task: TaskItem, in transaction: Transaction) async throws {
    try await transaction.queue(
      """
      UPDATE tasks SET title = \(task.title), description = \(task.description), completed = \(task.isCompleted),
        updated_at = \(task.updatedAt), deleted_at = \(task.deletedAt) WHERE id = \(task.id)
      """)
  }

  /// Erases at most `limit` tasks deleted before `moment`; how many there were.
  func erase(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(Self.erasing(deletedBefore: moment, limit: limit))
  }
}

// MARK: Statements

extension TaskRepository {
  private static var columns: SQL { "id, user_id, title, description, completed, created_at, updated_at, deleted_at" }

  static func everything(of owner: UserID) -> SQL {
    "SELECT \(columns) FROM tasks WHERE user_id = \(owner) AND deleted_at IS NULL ORDER BY id"
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
    """
  }

  /// Written so that the partial indexes apply.
  private static func living(of owner: UserID, _ filter: TaskFilter) -> SQL {
    switch filter {
    case .all: "user_id = \(owner) AND deleted_at IS NULL"
    case .pending: "user_id = \(owner) AND completed = \(false) AND deleted_at IS NULL"
    case .completed: "user_id = \(owner) AND completed = \(true) AND deleted_at IS NULL"
    }
  }
}

private struct CountedTask: RowDecodable, Sendable {
  let task: TaskItem?
  let counts: TaskCounts

  init(row: Row) throws {
    task = try row[0] as Int64? == nil ? nil : TaskItem(row: row)
    counts = TaskCounts(pending: try row[8], completed: try row[9])
  }
}

extension TaskItem: RowDecodable {
  public init(row: Row) throws {
    self.init(
      id: try row[0], owner: try row[1], title: try row[2], description: try row[3], isCompleted: try row[4], createdAt: try row[5],
      updatedAt: try row[6], deletedAt: try row[7])
  }
}
