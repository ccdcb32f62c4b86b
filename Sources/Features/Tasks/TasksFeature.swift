import Core

/// Members' private task lists, as the composition root builds them.
public struct TasksFeature: Sendable {
  public let tasks: TaskService
  public let personal: PersonalTaskService
  public let objects: any PlaceObjects

  public init(work: UnitOfWork, repositories: TasksRepositories, now: @escaping @Sendable () -> Timestamp) {
    objects = TaskObjectRepository(now: now)
    tasks = TaskService(work: work, tasks: repositories.tasks, places: repositories.places)
    personal = PersonalTaskService(work: work, personal: repositories.personal, tasks: repositories.tasks)
  }
}
