import Synchronization
import System

/// PostgreSQL behind `Database`: one thread that talks to the server, a few shared connections for single reads, a pool of
/// connections for everything that needs several statements to belong together, and a circuit breaker before all of them.
final class PostgresDriver: Driver {
  private let options: DatabaseOptions
  private let loop: PostgresLoop
  private let pool: PostgresPool
  private let gate: PostgresGate
  private let statements = PostgresStatements()
  private let shared: PostgresSharedSession
  private let counters: Counters
  private let isClosed = Atomic(false)

  init(url: String, options: DatabaseOptions) throws(SQLError) {
    self.options = options
    let connector = try PostgresConnector(url: url, options: options)
    let counters = Counters()
    self.counters = counters
    let loop = try PostgresLoop(options: options)
    self.loop = loop
    let box = PoolBox()
    let gate = PostgresGate { state in
      options.onBreakerChange?(state)
      if state == .open {
        box.pool?.giveUp(.circuitOpen(retryAfter: PostgresGate.policy.firstWait))
        loop.submit(.closeShared)
      }
    }
    self.gate = gate
    let pool = PostgresPool(options: options, connector: connector, gate: gate, loop: loop)
    self.pool = pool
    box.pool = pool
    shared = PostgresSharedSession(pool: pool, loop: loop, statements: statements)
    let slow = UInt64(max(0, options.slowStatement / .nanoseconds(1)))
    try loop.start(
      PostgresLoop.Hooks(
        openShared: { [weak pool, weak loop] in
          Task { await Self.openShared(connector, gate, pool, loop) }
        },
        connectionAnswered: { gate.succeeded() },
        connectionLost: { [weak pool] link, atWork in
          pool?.forget(link)
          if atWork { gate.failed() }
        },
        statementEnded: { text, nanoseconds in
          counters.statements.add(1, ordering: .relaxed)
          guard nanoseconds >= slow else { return }
          counters.slow.add(1, ordering: .relaxed)
          options.onSlowStatement?(text, .nanoseconds(Int64(nanoseconds)))
        }))
  }

  deinit { loop.submit(.stop) }

  var dialect: Dialect { .postgres }

  private static func openShared(
    _ connector: PostgresConnector, _ gate: PostgresGate, _ pool: PostgresPool?, _ loop: PostgresLoop?
  ) async {
    do throws(SQLError) {
      let link = try await connector.connect(.shared)
      gate.succeeded()
      loop?.submit(.adopt(link))
    } catch SQLError.overloaded {
      gate.succeeded()
      pool?.noteRefused()
      loop?.submit(.sharedFailed(.transient("connections are scarce")))
    } catch {
      pool?.noteFailedConnect()
      loop?.submit(.sharedFailed(error))
    }
  }

  // MARK: Reading

  func lease(_ purpose: ReadPurpose) async throws -> Connection {
    guard !isClosed.load(ordering: .acquiring) else { throw SQLError.closed }
    switch purpose {
    case .statement: return Connection(shared)
    case .snapshot: return Connection(PostgresSession(try await pool.lease(), .snapshot, loop, statements))
    }
  }

  func release(_ connection: Connection, _ purpose: ReadPurpose) async {
    guard let session = connection.session as? PostgresSession else { return }
    giveBack(session)
  }

  private func giveBack(_ session: PostgresSession) {
    session.end()
    if session.isAbandoned { pool.discard(session.link, interrupting: true) } else { pool.release(session.link) }
  }

  // MARK: Writing

  func write(_ body: @Sendable (Transaction) async throws -> Void) async throws {
    try await admitted { stage in try await attempt(body, &stage) }
  }

  private func attempt(_ body: @Sendable (Transaction) async throws -> Void, _ stage: inout Retry.Stage) async throws {
    stage = .beforeCommit
    let session = PostgresSession(try await pool.lease(), .change, loop, statements)
    defer { giveBack(session) }
    let token = OpenTransactionToken()
    do {
      defer { token.end() }
      try await OpenTransaction.$current.withValue(token) { try await body(Transaction(session)) }
    }
    guard try session.finish() else { return }
    stage = .committing
    let started = MonotonicClock.nanoseconds()
    do throws(SQLError) { try await session.commit() } catch {
      if !error.isRefusal { counters.failedCommits.add(1, ordering: .relaxed) }
      throw error
    }
    counters.committed(since: started)
  }

  /// One statement that commits itself: one message there and one back.
  func run(_ sql: SQL) async throws -> Int {
    let (statement, values) = try statements.resolve(sql)
    return try await admitted { stage in
      stage = .beforeCommit
      let link = try await pool.lease()
      defer { pool.release(link) }
      stage = .committing
      let started = MonotonicClock.nanoseconds()
      let answer = try await loop.answer(to: PostgresJob(.steps([.statement(statement, values)])), on: link)
      counters.committed(since: started)
      return answer.changes
    }
  }

  /// Counts the write and repeats it as `Retry` says.
  private func admitted<Result>(_ attempt: (inout Retry.Stage) async throws -> Result) async throws -> Result {
    guard !isClosed.load(ordering: .acquiring) else { throw SQLError.closed }
    defer { counters.queued.subtract(1, ordering: .relaxed) }
    guard counters.queued.add(1, ordering: .relaxed).newValue <= options.writeQueue else {
      counters.refused.add(1, ordering: .relaxed)
      throw SQLError.overloaded
    }
    var retry = Retry()
    let started = MonotonicClock.nanoseconds()
    while true {
      var stage = Retry.Stage.beforeCommit
      do { return try await attempt(&stage) } catch let error as SQLError {
        let elapsed = Duration.nanoseconds(Int64(MonotonicClock.nanoseconds() &- started))
        guard let delay = retry.delay(after: error, at: stage, elapsed: elapsed, chance: .random(in: 0...1)) else { throw error }
        counters.retries.add(1, ordering: .relaxed)
        try await Task.sleep(for: delay)
      }
    }
  }

  // MARK: Looking after it

  func schema() async throws -> [String] { try await PostgresCatalogue.statements(in: self) }

  func explain(_ sql: SQL) async throws -> [String] {
    try await Connection(shared).all("EXPLAIN (COSTS OFF) \(sql)") { try $0[0] }
  }

  func checkIntegrity() async throws -> [String] { throw SQLError.misuse("PostgreSQL is checked with pg_amcheck") }

  func ping() async throws {
    let isStandby = try await lease(.statement).value("SELECT pg_is_in_recovery()", as: Bool.self)
    if isStandby != false { throw SQLError.readOnly("the server is a standby") }
  }

  func eraseRemains() async throws {}

  func backup(to path: String) async throws { throw SQLError.misuse("PostgreSQL is backed up with pg_dump") }

  func metrics() -> DatabaseMetrics {
    var metrics = DatabaseMetrics()
    pool.fill(&metrics)
    counters.fill(&metrics)
    metrics.breaker = gate.state
    metrics.breakerChanges = gate.changes
    return metrics
  }

  func close() async {
    isClosed.store(true, ordering: .releasing)
    await pool.close()
    loop.submit(.stop)
  }

  // MARK: -

  /// The breaker reports to the pool, which asks the breaker.
  private final class PoolBox: Sendable {
    private let content = Mutex<WeakPool>(WeakPool())
    private struct WeakPool { weak var pool: PostgresPool? }
    var pool: PostgresPool? {
      get { content.withLock { $0.pool } }
      set { content.withLock { $0.pool = newValue } }
    }
  }

  private final class Counters: Sendable {
    let queued = Atomic(0)
    let refused = Atomic(0)
    let commits = Atomic(0)
    let failedCommits = Atomic(0)
    let commitNanoseconds = Atomic(0)
    let commitClock = CommitClock()
    let retries = Atomic(0)
    let statements = Atomic(0)
    let slow = Atomic(0)

    func committed(since started: UInt64) {
      commits.add(1, ordering: .relaxed)
      let took = MonotonicClock.nanoseconds() &- started
      commitNanoseconds.add(Int(took), ordering: .relaxed)
      commitClock.add(nanoseconds: took)
    }

    func fill(_ metrics: inout DatabaseMetrics) {
      metrics.queuedWrites = queued.load(ordering: .relaxed)
      metrics.refusedWrites = refused.load(ordering: .relaxed)
      metrics.commits = commits.load(ordering: .relaxed)
      metrics.committedWrites = metrics.commits
      metrics.failedCommits = failedCommits.load(ordering: .relaxed)
      metrics.commitTimes = commitClock.times
      metrics.commitTime = .nanoseconds(commitNanoseconds.load(ordering: .relaxed))
      metrics.retries = retries.load(ordering: .relaxed)
      metrics.statements = statements.load(ordering: .relaxed)
      metrics.slowStatements = slow.load(ordering: .relaxed)
    }
  }
}
