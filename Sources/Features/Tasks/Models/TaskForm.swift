import Core

/// A form for a task as it is shown: what is typed in it, where it leads back to, what was wrong with it.
struct TaskForm: Sendable {
  var title = ""
  var description = ""
  /// The state that was read before it was changed; empty for a new task.
  var version = ""
  var place = TaskPlace.start
  var message: String?
  var problems: [String: String] = [:]

  init(place: TaskPlace = .start) { self.place = place }

  init(_ task: TaskItem, place: TaskPlace) {
    (title, description, version) = (task.title, task.description ?? "", task.version)
    self.place = place
  }

  /// What somebody sent, unchecked, to be shown again as it was.
  init(typed form: Fields) {
    (title, description, version) = (form.typed("title"), form.typed("description"), form.typed("version"))
    place = TaskPlace(
      filter: TaskFilter(rawValue: form.typed("status", upTo: 64)) ?? .all, page: Int(form.typed("page")).map { max(1, $0) } ?? 1)
  }

  func refused(_ error: AppError) -> TaskForm {
    var copy = self
    (copy.message, copy.problems) = (error.details.isEmpty ? error.message : "Not saved yet", error.details)
    return copy
  }
}
