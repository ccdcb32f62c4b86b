import SQL

/// Where tasks are kept, as the composition root hands it to `TasksFeature`.
public struct TasksRepositories: Sendable {
  let tasks: TaskRepository

  public init(_ database: Database) { tasks = TaskRepository(database: database) }
}
