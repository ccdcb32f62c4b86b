import Core

public enum TaskEntity: Sendable {}
public typealias TaskID = Identifier<TaskEntity>

/// One thing a member means to do. Not called `Task`: that is Swift's.
public struct TaskItem: Hashable, Sendable {
  /// How long a deleted task can be brought back.
  public static let restorable = Duration.days(30)
  /// How many living tasks a member has at most.
  public static let mostPerMember = 100_000

  public let id: TaskID
  public let owner: UserID
  public internal(set) var title: String
  public internal(set) var description: String?
  public internal(set) var isCompleted: Bool
  public let createdAt: Timestamp
  public internal(set) var updatedAt: Timestamp
  var deletedAt: Timestamp?
  /// Of its last change, in its owner's place `me`.
  var sequence: Int64

  /// Names this state among all the task was ever in.
  public var version: String { String(updatedAt.microseconds / 1_000, radix: 36) }

  /// Notes that something changed. Clients see milliseconds, and two states of a task must not look the same age.
  mutating func touch(at now: Timestamp) { updatedAt = max(now, updatedAt + .milliseconds(1)) }

  func isRestorable(at now: Timestamp) -> Bool { deletedAt.map { now - Self.restorable < $0 } ?? true }
}

/// The state a change expects the task to be in.
public enum TaskExpectation: Hashable, Sendable {
  case anything
  case oneOf(Set<String>)

  /// Throws `PRECONDITION_FAILED` when the task is in another.
  func check(_ task: TaskItem) throws(AppError) {
    guard case .oneOf(let versions) = self, !versions.contains(task.version) else { return }
    throw AppError(.preconditionFailed, "The task has changed since you last saw it")
  }
}
