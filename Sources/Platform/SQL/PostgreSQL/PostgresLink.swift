import CPostgres
import Synchronization

/// One connection. All of it but `isUsable` belongs to the loop's thread; others hold it as a name.
final class PostgresLink: @unchecked Sendable {
  /// What the server will answer next.
  enum Expectation {
    case preparation(PostgresJob, number: Int)
    case step(PostgresJob, isLast: Bool)
    case sync([PostgresJob])
  }

  enum Purpose { case shared, leased }

  let token: UInt64
  let purpose: Purpose
  private let usable = Atomic(true)

  let connection: OpaquePointer
  /// Whether the server was a standby when the connection was made.
  let isStandby: Bool
  let madeAt = MonotonicClock.nanoseconds()
  /// Numbers of the statements prepared on it.
  var prepared: Set<Int> = []
  /// Its prepared statements are not those we believe: to be closed when it is idle.
  var isSpoiled = false { didSet { if isSpoiled { usable.store(false, ordering: .releasing) } } }
  /// Jobs that wait for a script to end, or to begin.
  var queue: [PostgresJob] = []
  var script: PostgresJob?
  /// Jobs sent and not finished.
  var load = 0
  var lastProgress: UInt64 = 0
  var wantsToWrite = false
  private var expected: [Expectation] = []
  private var head = 0

  private static let tokens = Atomic<UInt64>(1)
  /// Statements kept per connection; beyond that all are dropped and prepared again when met.
  static let statementLimit = 1_000
  /// For how many nanoseconds a connection to a standby is kept.
  static let standbyTime: UInt64 = 1_000_000_000

  init(_ connection: OpaquePointer, _ purpose: Purpose) {
    self.connection = connection
    isStandby = PQparameterStatus(connection, "in_hot_standby").map { String(cString: $0) } == "on"
    self.purpose = purpose
    token = Self.tokens.add(1, ordering: .relaxed).newValue
  }

  /// False once it is broken, or is to be. From any thread.
  var isUsable: Bool { usable.load(ordering: .acquiring) }

  func retire() { usable.store(false, ordering: .releasing) }

  var isDrained: Bool { head == expected.count && script == nil }

  var next: Expectation? { head < expected.count ? expected[head] : nil }

  func expect(_ expectation: Expectation) { expected.append(expectation) }

  func advance() {
    head += 1
    if head == expected.count {
      expected.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1_024 {
      expected.removeFirst(head)
      head = 0
    }
  }

  /// Every job that has been sent or waits and is not finished, in order; forgets them.
  func abandon() -> [PostgresJob] {
    var jobs: [PostgresJob] = []
    if let script { jobs.append(script) }
    for expectation in expected[head...] {
      if case .step(let job, isLast: true) = expectation { jobs.append(job) }
      // Steps answered, the end of the segment not yet.
      if case .sync(let members) = expectation { for job in members where !jobs.contains(where: { $0 === job }) { jobs.append(job) } }
    }
    jobs += queue
    (expected, head, script, queue) = ([], 0, nil, [])
    return jobs
  }
}
