import Core

/// How a node was since it was last asked.
struct FigureSample: Sendable {
  /// When the minute began.
  let minute: Timestamp
  let node: String
  let requests: Int
  let errors: Int
  /// Nil when it is not known where to count from.
  let messages: Int64?
  let sockets: Int
  let members: Int
  /// Nil without a commit.
  let commitMicroseconds: Int64?
  let memoryBytes: Int64?
}

/// All nodes in one minute. Nil: none of them knows.
struct FigureMinute: Sendable {
  let at: Timestamp
  let requests: Int64
  let errors: Int64
  let messages: Int64?
  let sockets: Int64
  let members: Int64
  let commitMicroseconds: Int64?
  let memoryBytes: Int64?
}

enum FigureRange: String, CaseIterable, Sendable {
  case hour = "1h"
  case day = "24h"

  var step: Duration { self == .hour ? .seconds(60) : .seconds(900) }
  var count: Int { self == .hour ? 60 : 96 }
  var words: String { self == .hour ? "last hour" : "last 24 hours" }
  var stepWords: String { self == .hour ? "per minute" : "per 15 minutes" }
}

enum FigureName: String, CaseIterable, Sendable {
  case requests, errors, messages, sockets, members
  case commit = "commit_ms_p99"
  case memory = "memory_mb"

  var unit: String {
    switch self {
    case .requests, .errors, .messages, .sockets, .members: "count"
    case .commit: "ms"
    case .memory: "MB"
    }
  }

  func words(_ range: FigureRange) -> String {
    switch self {
    case .requests: "Requests \(range.stepWords)"
    case .errors: "Errors \(range.stepWords)"
    case .messages: "Messages \(range.stepWords)"
    case .sockets: "Open sockets"
    case .members: "Members online"
    case .commit: "Slowest commits, in ms"
    case .memory: "Memory, in MB"
    }
  }
}

struct FigureSeries: Sendable {
  let name: FigureName
  /// The oldest first; nil where nothing is known.
  let points: [(at: Timestamp, value: Double?)]
}

/// What the page and the answer tell.
struct FigureReport: Sendable {
  let range: FigureRange
  let series: [FigureSeries]

  /// - Parameters:
  ///   - first: when the first step begins.
  ///   - minutes: those since then, the oldest first.
  init(_ range: FigureRange, from first: Timestamp, _ minutes: [FigureMinute]) {
    self.range = range
    let step = range.step.wholeMicroseconds
    var steps = [[FigureMinute]](repeating: [], count: range.count)
    for minute in minutes {
      let index = Int((minute.at - first).wholeMicroseconds / step)
      if steps.indices.contains(index) { steps[index].append(minute) }
    }
    series = FigureName.allCases.map { name in
      FigureSeries(
        name: name,
        points: steps.enumerated().map { index, minutes in (first + .microseconds(step * Int64(index)), name.value(of: minutes)) })
    }
  }
}

extension FigureName {
  /// Counts of a step add up; of what goes up and down, the most is told.
  fileprivate func value(of minutes: [FigureMinute]) -> Double? {
    func sum(_ values: [Int64]) -> Double? { values.isEmpty ? nil : Double(values.reduce(0, +)) }
    func most(_ values: [Int64], per unit: Double = 1) -> Double? {
      values.max().map { (Double($0) / unit * 10).rounded() / 10 }
    }
    return switch self {
    case .requests: sum(minutes.map(\.requests))
    case .errors: sum(minutes.map(\.errors))
    case .messages: sum(minutes.compactMap(\.messages))
    case .sockets: most(minutes.map(\.sockets))
    case .members: most(minutes.map(\.members))
    case .commit: most(minutes.compactMap(\.commitMicroseconds), per: 1_000)
    case .memory: most(minutes.compactMap(\.memoryBytes), per: 1_048_576)
    }
  }
}
