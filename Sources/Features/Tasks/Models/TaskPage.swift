import Core

/// Which of a member's tasks.
public enum TaskFilter: String, CaseIterable, Sendable {
  case all, pending, completed
  /// Those that can still be brought back, newest deletion first. On the page alone: the API lists living tasks.
  case deleted
}

/// How many living tasks a member has.
public struct TaskCounts: Hashable, Sendable {
  public internal(set) var pending: Int
  public internal(set) var completed: Int

  static let none = TaskCounts(pending: 0, completed: 0)

  subscript(filter: TaskFilter) -> Int {
    switch filter {
    case .all: pending + completed
    case .pending: pending
    case .completed: completed
    // They are not counted.
    case .deleted: 0
    }
  }
}

/// A page that is asked for.
public struct TaskPageRequest: Hashable, Sendable {
  public static let limits = 1...100
  public static let standardLimit = 20

  private static let rules: KeyValuePairs<String, String> = [
    "status": "must be all, pending or completed", "page": "must be a whole number from 1",
    "limit": "must be a whole number from 1 to 100",
  ]

  var filter: TaskFilter = .all
  /// From 1.
  var page = 1
  var limit = Self.standardLimit

  /// Of the first task on the page. Pages no list is long enough for are all beyond the end.
  var offset: Int {
    let (offset, overflow) = (page - 1).multipliedReportingOverflow(by: limit)
    return overflow ? .max : offset
  }

  init(filter: TaskFilter = .all, page: Int = 1, limit: Int = Self.standardLimit) {
    self.filter = filter
    self.page = page
    self.limit = limit
  }

  /// An empty value is a value, and not one of these.
  init(reading fields: inout Fields) {
    for (name, rule) in Self.rules where fields.has(name) && fields.typed(name).isEmpty { fields.refuse(name, rule) }
    filter = fields.optionalChoice("status") ?? .all
    if filter == .deleted { fields.refuse("status", "must be all, pending or completed") }
    page = fields.optionalInteger("page", 1...Int64.max).map(Int.init) ?? 1
    limit =
      fields.optionalInteger("limit", Int64(Self.limits.lowerBound)...Int64(Self.limits.upperBound)).map(Int.init) ?? Self.standardLimit
  }
}

/// A page of tasks, newest first, and how many there are at that same moment.
public struct TaskPage: Hashable, Sendable {
  public let request: TaskPageRequest
  public let tasks: [TaskItem]
  public let counts: TaskCounts
  /// Whether another page follows.
  public let hasNext: Bool

  init(request: TaskPageRequest, tasks: [TaskItem], counts: TaskCounts) {
    self.request = request
    self.tasks = tasks
    self.counts = counts
    hasNext = request.page < (counts[request.filter] + request.limit - 1) / request.limit
  }

  /// Deleted tasks, read one beyond the page: how many there are is not counted.
  init(request: TaskPageRequest, deleted: [TaskItem]) {
    self.request = request
    tasks = Array(deleted.prefix(request.limit))
    counts = .none
    hasNext = deleted.count > request.limit
  }

  public var total: Int { counts[request.filter] }
  /// 0 when there is nothing. Of deleted tasks, as far as is known.
  public var pages: Int {
    guard request.filter == .deleted else { return (total + request.limit - 1) / request.limit }
    return tasks.isEmpty ? request.page - 1 : request.page + (hasNext ? 1 : 0)
  }
}

/// A page of tasks with where the owner's place `me` stood just before: the page follows it live from there.
public struct TaskListing: Hashable, Sendable {
  public let page: TaskPage
  public let head: PlaceHead
}
