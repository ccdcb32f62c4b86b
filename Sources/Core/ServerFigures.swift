import Synchronization

/// What only the running server knows of itself, for its administrators. Empty in commands.
public final class ServerFigures: Sendable {
  /// The last run of a job.
  public struct JobRun: Sendable {
    public let name: String
    public let lastAt: Timestamp
    public let milliseconds: Int64
    /// Nil if it succeeded.
    public let error: String?
  }

  /// Since the start, and how it is now.
  public struct Counters: Sendable {
    public let requests: Int
    /// Answers from 500 on.
    public let errors: Int
    public let sockets: Int
    /// Nil where the system does not tell.
    public let memoryBytes: Int64?

    public init(requests: Int, errors: Int, sockets: Int, memoryBytes: Int64?) {
      (self.requests, self.errors, self.sockets, self.memoryBytes) = (requests, errors, sockets, memoryBytes)
    }
  }

  private struct State: Sendable {
    var node: String?
    var version = ""
    var startedAt: Timestamp?
    var counters: (@Sendable () -> Counters)?
    var jobs: [String: JobRun] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  public func started(_ node: String, version: String, at now: Timestamp, counters: @escaping @Sendable () -> Counters) {
    state.withLock { ($0.node, $0.version, $0.startedAt, $0.counters) = (node, version, now, counters) }
  }

  public func ran(_ job: String, from start: Timestamp, to end: Timestamp, error: String?) {
    let run = JobRun(name: job, lastAt: start, milliseconds: (end - start).wholeMicroseconds / 1_000, error: error)
    state.withLock { $0.jobs[job] = run }
  }

  public var node: String? { state.withLock { $0.node } }
  public var version: String { state.withLock { $0.version } }
  public var startedAt: Timestamp? { state.withLock { $0.startedAt } }
  /// Of this node.
  public var counters: Counters? { state.withLock { $0.counters }?() }
  /// In the order of their names.
  public var jobs: [JobRun] { state.withLock { $0.jobs.values.sorted { $0.name < $1.name } } }
}
