import CSQLite
import Glibc
import Synchronization

/// The one thread that changes an SQLite database, and the group commit on it.
///
/// A write is its caller's own task, moved to this thread for its duration (a task executor). It runs inside the transaction that
/// is open, then waits; when nothing else is ready to run, or the batch is full, the writer commits once, with one fsync, and all
/// its waiting tasks go home. While a commit waits for the disk the next batch gathers.
///
/// A write that fails after it has changed something takes its batch with it, whose other writes then run again. That is rare;
/// for a while after it happened each write gets a SAVEPOINT of its own, which is dear: with one open, SQLite copies every page
/// before it is changed, for every write.
final class SQLiteWriter: TaskExecutor, @unchecked Sendable {
  private let options: DatabaseOptions
  private let inbox = JobInbox()
  /// Writes that have been let in and not finished.
  private let admitted = Atomic(0)
  private let isClosing = Atomic(false)
  private let counters = Counters()
  private let closers = Mutex<Closers>(Closers())
  private let writability = Writability(now: MonotonicClock.nanoseconds())

  private struct Closers {
    var isClosed = false
    var continuations: [UnsafeContinuation<Void, Never>] = []
  }

  /// What became of the transaction that a write was part of.
  private enum BatchEnd {
    case committed
    /// Another write has undone it: run again.
    case undone
  }

  // From here on, the writer's thread only.

  private let sqlite: SQLiteConnection
  private let place: FilePlace
  private var ready = JobQueue()
  /// Whether a body has begun and not ended; it may be suspended.
  private var isOccupied = false
  /// Writes that arrived while another one's body was suspended.
  private var waiting: [UnsafeContinuation<Void, Never>] = []
  /// Writes whose bodies are done, waiting for the commit.
  private var committing: [UnsafeContinuation<BatchEnd, any Error>] = []
  /// Until when writes get savepoints.
  private var carefulUntil: UInt64 = 0
  private var hasBatch = false
  private var batchStarted: UInt64 = 0
  /// Why no transaction could be begun, and for which round of arrivals: those who waited meanwhile need not try as well.
  private var refusal: (round: Int, error: SQLError)?
  private var round = 0

  init(path: String, options: DatabaseOptions) throws(SQLError) {
    self.options = options
    sqlite = try SQLiteConnection(path: path, access: .readWrite, options: options)
    place = FilePlace(path)
    do throws(SQLError) {
      try OwnThread.start { [self] in work() }
    } catch {
      sqlite.close()
      throw error
    }
  }

  // MARK: Shared

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if inbox.isOwner { ready.append(job) } else { inbox.append(job) }
  }

  func write(_ body: @Sendable (Transaction) async throws -> Void) async throws {
    defer { dismiss() }
    guard admitted.add(1, ordering: .sequentiallyConsistent).newValue <= options.writeQueue else {
      counters.refused.add(1, ordering: .relaxed)
      throw SQLError.overloaded
    }
    guard !isClosing.load(ordering: .sequentiallyConsistent) else { throw SQLError.closed }
    try await perform(body)
  }

  /// Throws when writes are failing, as far as is known; finds out by writing when that is not known.
  func requireWritable() async throws {
    if writability.isAttemptDue(at: MonotonicClock.nanoseconds()) {
      try await write { transaction in
        let number: Int64 = try await transaction.value("PRAGMA user_version") ?? 0
        // The number it has: a change of one page, and of nothing anybody reads.
        try await transaction.script("PRAGMA user_version = \(number)")
      }
    }
    try writability.require()
  }

  /// Lets the accepted writes finish, ends the thread and closes the connection.
  func close() async {
    stop()
    await withUnsafeContinuation { continuation in
      let isClosed = closers.withLock { closers in
        if !closers.isClosed { closers.continuations.append(continuation) }
        return closers.isClosed
      }
      if isClosed { continuation.resume() }
    }
  }

  /// The same without waiting for it.
  func stop() {
    isClosing.store(true, ordering: .sequentiallyConsistent)
    inbox.wake()
  }

  func fill(_ metrics: inout DatabaseMetrics) {
    metrics.queuedWrites = admitted.load(ordering: .relaxed)
    metrics.commits = counters.commits.load(ordering: .relaxed)
    metrics.failedCommits = counters.failedCommits.load(ordering: .relaxed)
    metrics.committedWrites = counters.committedWrites.load(ordering: .relaxed)
    metrics.commitTimes = counters.commitClock.times
    metrics.commitTime = .nanoseconds(counters.commitNanoseconds.load(ordering: .relaxed))
    metrics.retries = counters.retries.load(ordering: .relaxed)
    metrics.refusedWrites = counters.refused.load(ordering: .relaxed)
    let (statements, slow) = sqlite.activity.counts
    metrics.statements += statements
    metrics.slowStatements += slow
  }

  /// The last one out lets a closing writer go.
  private func dismiss() {
    let rest = admitted.subtract(1, ordering: .sequentiallyConsistent).newValue
    if rest == 0, isClosing.load(ordering: .sequentiallyConsistent) { inbox.wake() }
  }

  // MARK: A write's own path

  @concurrent private func perform(_ body: @Sendable (Transaction) async throws -> Void) async throws {
    try await withTaskExecutorPreference(self, isolation: nil) { @concurrent in
      precondition(inbox.isOwner, "a write runs on the writer's thread")
      while try await take(part: body) == .undone { counters.retries.add(1, ordering: .relaxed) }
    }
  }

  /// Runs the body when its turn comes, and returns when its batch has ended.
  private func take(part body: @Sendable (Transaction) async throws -> Void) async throws -> BatchEnd {
    if isOccupied {
      await withUnsafeContinuation { waiting.append($0) }
    } else {
      isOccupied = true
    }
    do { try await run(body) } catch {
      leave()
      throw error
    }
    return try await withUnsafeThrowingContinuation { continuation in
      committing.append(continuation)
      leave()
    }
  }

  /// Makes way for the next body; one that waits takes the place directly.
  private func leave() {
    guard waiting.isEmpty else { return waiting.removeFirst().resume() }
    isOccupied = false
  }

  private func run(_ body: @Sendable (Transaction) async throws -> Void) async throws {
    let isCareful = MonotonicClock.nanoseconds() < carefulUntil
    try begin(withSavepoint: isCareful)
    let session = SQLiteWriteSession(sqlite, hasSavepoint: isCareful)
    let token = OpenTransactionToken()
    defer { token.end() }
    do {
      try await OpenTransaction.$current.withValue(token) { try await body(Transaction(session)) }
      try session.finish()
    } catch {
      if let failure = session.failure { writability.failed(failure) }
      switch session.undo() {
      case .undone: break
      case .undoneWithNeighbours: repeatBatch()
      case .lost(let failure): loseBatch(failure)
      }
      throw error
    }
  }

  // MARK: The batch

  private func begin(withSavepoint: Bool) throws(SQLError) {
    if !hasBatch {
      if let refusal, refusal.round == round { throw refusal.error }
      do throws(SQLError) {
        try place.require()
        try sqlite.control("BEGIN IMMEDIATE")
      } catch {
        refusal = (round, error)
        writability.failed(error)
        throw error
      }
      hasBatch = true
      batchStarted = MonotonicClock.nanoseconds()
    }
    guard withSavepoint else { return }
    do throws(SQLError) {
      try sqlite.control("SAVEPOINT write")
    } catch {
      if sqlite.isIdle { loseBatch(error) }
      throw error
    }
  }

  /// SQLite has rolled back the transaction by itself, as it may when the disk is full, fails, or memory runs out.
  private func loseBatch(_ error: SQLError) {
    hasBatch = false
    counters.failedCommits.add(1, ordering: .relaxed)
    finishBatch(.failure(error))
  }

  /// The transaction was rolled back because of one write: the others in it run again.
  private func repeatBatch() {
    hasBatch = false
    guard !committing.isEmpty else { return }
    carefulUntil = MonotonicClock.nanoseconds() + UInt64(max(0, options.carefulTime / .nanoseconds(1)))
    finishBatch(.success(.undone))
  }

  private func commit() {
    let started = MonotonicClock.nanoseconds()
    let writes = committing.count
    hasBatch = false
    do throws(SQLError) {
      // Again after the writes: an acknowledged write is one that the next process finds.
      try place.require()
      try sqlite.control("COMMIT")
    } catch {
      if !sqlite.isIdle { try? sqlite.control("ROLLBACK") }
      writability.failed(error)
      counters.failedCommits.add(1, ordering: .relaxed)
      return finishBatch(.failure(error))
    }
    counters.commits.add(1, ordering: .relaxed)
    counters.committedWrites.add(writes, ordering: .relaxed)
    let now = MonotonicClock.nanoseconds()
    counters.commitNanoseconds.add(Int(now &- started), ordering: .relaxed)
    counters.commitClock.add(nanoseconds: now &- started)
    writability.succeeded(at: now)
    finishBatch(.success(.committed))
  }

  private func finishBatch(_ result: Result<BatchEnd, SQLError>) {
    for continuation in committing { continuation.resume(with: result.mapError { $0 as any Error }) }
    committing.removeAll(keepingCapacity: true)
  }

  private var isBatchFull: Bool {
    committing.count >= options.batchSize || MonotonicClock.nanoseconds() &- batchStarted >= batchNanoseconds
  }

  private var batchNanoseconds: UInt64 { UInt64(max(0, options.batchTime / .nanoseconds(1))) }

  // MARK: The thread

  private func work() {
    inbox.own()
    let executor = asUnownedTaskExecutor()
    while true {
      while let job = ready.next() {
        job.runSynchronously(on: executor)
        if hasBatch, !isOccupied, isBatchFull { commit() }
      }
      inbox.take(into: &ready)
      round += 1
      guard ready.isEmpty else { continue }
      if hasBatch, !isOccupied {
        commit()
      } else if isClosing.load(ordering: .sequentiallyConsistent), admitted.load(ordering: .sequentiallyConsistent) == 0 {
        break
      } else {
        inbox.sleep()
      }
    }
    sqlite.close()
    let continuations = closers.withLock { closers in
      closers.isClosed = true
      defer { closers.continuations = [] }
      return closers.continuations
    }
    continuations.forEach { $0.resume() }
  }

  private final class Counters: Sendable {
    let commits = Atomic(0)
    let failedCommits = Atomic(0)
    let committedWrites = Atomic(0)
    let commitNanoseconds = Atomic(0)
    let commitClock = CommitClock()
    let refused = Atomic(0)
    let retries = Atomic(0)
  }
}
