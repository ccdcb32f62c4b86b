import Core
import SQL

/// Where tasks are kept, as the composition root hands it to `TasksFeature`.
public struct TasksRepositories: Sendable {
  let tasks: TaskRepository
  let personal: TaskPersonalRepository
  let places: PlaceRepository

  public init(_ database: Database) {
    tasks = TaskRepository(database: database)
    personal = TaskPersonalRepository(database: database)
    places = PlaceRepository(database)
  }
}
