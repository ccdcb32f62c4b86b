import Core
import JSON

/// What a task says.
public struct TaskDraft: Hashable, Sendable {
  public static let titleLengths = 1...200
  public static let longestDescription = 1_000

  let title: String
  let description: String?

  init(title: String, description: String? = nil) {
    self.title = title
    self.description = description
  }

  init(reading fields: inout Fields) {
    title = fields.line("title", Self.titleLengths)
    description = fields.optionalVerbatim("description", atMost: Self.longestDescription)
  }

  /// One form for all spellings of the same request.
  var canonical: [UInt8] {
    var json = JSONWriter(capacity: 128)
    json.array { json in
      json.string(title)
      if let description { json.string(description) }
    }
    return json.bytes
  }
}

/// A change of some of a task's fields; nil leaves one as it is.
public struct TaskChange: Hashable, Sendable {
  enum Description: Hashable, Sendable {
    case kept
    case set(String?)
  }

  var title: String?
  var description = Description.kept
  var isCompleted: Bool?

  /// A whole task in the place of another: what is not said about the description clears it.
  static func replacement(reading fields: inout Fields) -> TaskChange {
    let draft = TaskDraft(reading: &fields)
    return TaskChange(
      title: draft.title, description: .set(draft.description), isCompleted: fields.has("completed") ? fields.flag("completed") : nil)
  }

  /// Some fields of a task; at least one.
  static func patch(reading fields: inout Fields) throws(AppError) -> TaskChange {
    var change = TaskChange()
    if fields.has("title") { change.title = fields.line("title", TaskDraft.titleLengths) }
    if fields.has("description") {
      change.description = .set(fields.optionalVerbatim("description", atMost: TaskDraft.longestDescription))
    }
    if fields.has("completed") { change.isCompleted = fields.flag("completed") }
    if change == TaskChange() {
      try fields.finish()
      throw AppError(.validation, "Say what to change: title, description or completed")
    }
    return change
  }

  func apply(to task: inout TaskItem) {
    if let title { task.title = title }
    if case .set(let text) = description { task.description = text }
    if let isCompleted { task.isCompleted = isCompleted }
  }
}
