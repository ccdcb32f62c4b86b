import Core

/// Where tasks are found.
enum TaskPath {
  static let list = "/tasks"
  static let new = "/tasks/new"

  static func task(_ id: TaskID) -> String { Link("tasks", id.description).text }
  static func toggle(_ id: TaskID) -> String { Link("tasks", id.description, "toggle").text }
  static func delete(_ id: TaskID) -> String { Link("tasks", id.description, "delete").text }
  static func restore(_ id: TaskID) -> String { Link("tasks", id.description, "restore").text }
  /// The element's id on the page.
  static func anchor(_ id: TaskID) -> String { "task-\(id)" }
  /// The task where it stands.
  static func inList(_ id: TaskID, _ place: TaskPlace = .start) -> String {
    list(place.filter, page: place.page, fragment: anchor(id))
  }

  /// - Parameter deleted: a task that has just been, for the way to undo it.
  static func list(_ filter: TaskFilter, page: Int = 1, deleted: TaskID? = nil, fragment: String? = nil) -> String {
    Link(
      "tasks",
      query: [
        "status": filter == .all ? nil : filter.rawValue, "page": page == 1 ? nil : String(page), "deleted": deleted?.description,
      ], fragment: fragment
    ).text
  }
}
