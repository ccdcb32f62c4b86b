import Core

/// Members' private task lists, as the composition root builds them.
public struct TasksFeature: Sendable {
  public let tasks: TaskService
  public let personal: PersonalTaskService

  public init(work: UnitOfWork, repositories: TasksRepositories) {
    tasks = TaskService(work: work, tasks: repositories.tasks, places: repositories.places)
    personal = PersonalTaskService(work: work, personal: repositories.personal)
  }
}
