import Core
import Synchronization

/// Keeps how the server was, and tells it.
struct FigureService: Sendable {
  /// How often a node takes note; its row of a minute has several.
  static let turn = Duration.seconds(20)
  private static let keeping = Duration.hours(25)

  let rows: FigureRepository
  let work: UnitOfWork
  let figures: ServerFigures
  let online: OnlineMembers
  private let last = LastSample()

  init(rows: FigureRepository, work: UnitOfWork, figures: ServerFigures, online: OnlineMembers) {
    (self.rows, self.work, self.figures, self.online) = (rows, work, figures, online)
  }

  /// The server's own.
  func takeNote(_ scope: Scope) async throws {
    try scope.require(.admin)
    guard let node = figures.node, let counters = figures.counters else { return }
    let newest = try await rows.newestMessage()
    let mark = rows.commitMark
    let before = last.replace(counters, mark, newest)
    let sample = FigureSample(
      minute: scope.now.floored(to: .seconds(60)), node: node, requests: counters.requests - before.requests,
      errors: counters.errors - before.errors, messages: before.message.map { max(0, newest - $0) }, sockets: counters.sockets,
      members: online.all.count,
      commitMicroseconds: rows.slowestCommit(from: before.commits, to: mark), memoryBytes: counters.memoryBytes)
    try await work.transaction { transaction in
      try await rows.add(sample, in: transaction)
      try await rows.removeOld(before: scope.now - Self.keeping, in: transaction)
    }
  }

  /// Up to the last whole minute, or quarter of an hour.
  func report(_ scope: Scope, _ range: FigureRange) async throws -> FigureReport {
    try scope.require(.admin)
    let end = scope.now.floored(to: range.step)
    let first = end - .microseconds(range.step.wholeMicroseconds * Int64(range.count))
    return FigureReport(range, from: first, try await rows.minutes(from: first, before: end))
  }
}

/// What the counters were when they were last read.
private final class LastSample: Sendable {
  struct Values: Sendable {
    var requests = 0
    var errors = 0
    var commits: CommitMark?
    var message: Int64?
  }

  private let values = Mutex(Values())

  func replace(_ counters: ServerFigures.Counters, _ commits: CommitMark, _ message: Int64) -> Values {
    values.withLock { values in
      defer { values = Values(requests: counters.requests, errors: counters.errors, commits: commits, message: message) }
      return values
    }
  }
}

extension Timestamp {
  /// The last moment before it that is a multiple of `step`, counted from 1970.
  fileprivate func floored(to step: Duration) -> Timestamp {
    Timestamp(microseconds: microseconds - microseconds % step.wholeMicroseconds)
  }
}
