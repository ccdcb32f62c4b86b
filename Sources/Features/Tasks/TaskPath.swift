/// Where tasks are found.
enum TaskPath {
  static let list = "/tasks"
  static let new = "/tasks/new"

  static func task(_ id: TaskID) -> String { "/tasks/\(id)" }
  static func toggle(_ id: TaskID) -> String { "/tasks/\(id)/toggle" }
  static func delete(_ id: TaskID) -> String { "/tasks/\(id)/delete" }
  static func restore(_ id: TaskID) -> String { "/tasks/\(id)/restore" }
  /// The element's id on the page.
  static func anchor(_ id: TaskID) -> String { "task-\(id)" }
  /// The task where it stands.
  static func inList(_ id: TaskID, _ place: TaskPlace = .start) -> String { "\(place.path)#\(anchor(id))" }

  /// - Parameter deleted: a task that has just been, for the way to undo it.
  static func list(_ filter: TaskFilter, page: Int = 1, deleted: TaskID? = nil) -> String {
    let query =
      (filter == .all ? [] : ["status=\(filter.rawValue)"]) + (page == 1 ? [] : ["page=\(page)"])
      + (deleted.map { ["deleted=\($0)"] } ?? [])
    return query.isEmpty ? list : "\(list)?\(query.joined(separator: "&"))"
  }
}
