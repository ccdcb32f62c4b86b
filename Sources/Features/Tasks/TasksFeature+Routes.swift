import Core
import Design
import Web

extension TasksFeature {
  /// All routes of tasks, for programs and for people.
  public func routes(site: Site) -> [Route] {
    TaskRoutes(tasks: tasks).routes + TaskPageRoutes(tasks: tasks, site: site).routes
  }
}
