import Core

/// Which of a member's tasks.
public enum TaskFilter: String, CaseIterable, Sendable {
  case all, pending, completed
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

  public var total: Int { counts[request.filter] }
  /// 0 when there is nothing.
  public var pages: Int { (total + request.limit - 1) / request.limit }
}
