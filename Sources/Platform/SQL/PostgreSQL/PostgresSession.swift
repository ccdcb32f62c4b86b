/// A connection from BEGIN to COMMIT. BEGIN travels with the first statement, queued statements with the next one or the COMMIT.
final class PostgresSession: WriteSession {
  enum Kind: String {
    case snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    case change = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
  }

  let link: PostgresLink
  private let kind: Kind
  private let loop: PostgresLoop
  private let statements: PostgresStatements
  private var hasBegun = false
  private var queued: [PostgresJob.Step] = []
  private var hasEnded = false
  /// The first error of a statement; the server executes nothing more after it, until a savepoint is undone.
  private(set) var failure: SQLError?
  /// A statement was left unanswered: the connection cannot be used again.
  private(set) var isAbandoned = false

  init(_ link: PostgresLink, _ kind: Kind, _ loop: PostgresLoop, _ statements: PostgresStatements) {
    self.link = link
    self.kind = kind
    self.loop = loop
    self.statements = statements
  }

  func rows(_ sql: SQL, _ each: (Row) throws -> Bool) async throws {
    try requireUsable()
    let (statement, values) = try statements.resolve(sql)
    try await perform(.statement(statement, values)).rows(each)
  }

  func run(_ sql: SQL) async throws -> Int {
    try await perform(change(sql)).changes
  }

  func queue(_ sql: SQL) async throws { queued.append(try change(sql)) }

  private func change(_ sql: SQL) throws(SQLError) -> PostgresJob.Step {
    try requireUsable()
    let (statement, values) = try statements.resolve(sql)
    return .statement(statement, values)
  }

  func script(_ text: String) async throws {
    try requireUsable()
    // A script goes by another protocol, which has no place for others.
    if let last = queued.popLast() { _ = try await perform(last) }
    let begin = hasBegun ? "" : kind.rawValue + "; "
    hasBegun = true
    let answer = try await answer(to: PostgresJob(.script(begin + "SET LOCAL statement_timeout = 0;\n" + text)))
    if !answer.isInTransaction { throw note(.misuse("a script that ends its transaction")) }
  }

  func setSavepoint() async throws { try await control("SAVEPOINT part") }

  func releaseSavepoint() async throws { try await control("RELEASE SAVEPOINT part") }

  func undoSavepoint() async throws {
    if !link.isUsable || isAbandoned { throw failure ?? SQLError.unavailable("the connection was lost") }
    // What came before the savepoint was sent with it: these came after.
    queued = []
    do {
      _ = try await answer(to: PostgresJob(.steps([.control("ROLLBACK TO SAVEPOINT part"), .control("RELEASE SAVEPOINT part")])))
    } catch let error as SQLError {
      failure = failure ?? error
      throw error
    }
    failure = nil
  }

  /// Whether there is anything to commit. Throws when a statement failed, even if the body took no notice.
  func finish() throws(SQLError) -> Bool {
    if let failure { throw failure }
    hasEnded = true
    return hasBegun || !queued.isEmpty
  }

  /// Returns when the changes are durable. A cancelled task waits as well; else it would be unknown whether the commit happened.
  func commit() async throws(SQLError) {
    let steps = taken(.control("COMMIT"))
    // A queued statement that fails keeps the server from committing: the transaction is still to be ended then.
    let answer = try await loop.answer(to: PostgresJob(.steps(steps)), on: link)
    hasBegun = false
    guard answer.tag == "COMMIT" else { throw .transient("the transaction was rolled back") }
  }

  /// Ends the transaction without waiting: the connection's next statement is executed after it.
  func end() {
    hasEnded = true
    guard hasBegun, link.isUsable, !isAbandoned else { return }
    let text = kind == .snapshot && failure == nil ? "COMMIT" : "ROLLBACK"
    loop.submit(.perform(PostgresJob(.steps([.control(text)])), link))
  }

  private func control(_ text: String) async throws {
    try requireUsable()
    _ = try await perform(.control(text))
  }

  private func perform(_ step: PostgresJob.Step) async throws -> PostgresAnswer {
    try await answer(to: PostgresJob(.steps(taken(step))))
  }

  /// The step with everything that has to be sent before it.
  private func taken(_ step: PostgresJob.Step) -> [PostgresJob.Step] {
    defer { (hasBegun, queued) = (true, []) }
    return (hasBegun ? [] : [.control(kind.rawValue)]) + queued + [step]
  }

  private func answer(to job: PostgresJob) async throws -> PostgresAnswer {
    do { return try await loop.cancellableAnswer(to: job, on: link) } catch let error as SQLError {
      throw note(error)
    } catch {
      isAbandoned = true
      _ = note(.unavailable("the task was cancelled"))
      throw error
    }
  }

  private func requireUsable() throws(SQLError) {
    if let failure { throw failure }
    if hasEnded { throw .misuse("a statement after the end of its transaction") }
  }

  private func note(_ error: SQLError) -> SQLError {
    var error = error
    // A snapshot takes no changes, whatever the server would.
    if kind == .snapshot, case .readOnly(let message) = error { error = .statement(message) }
    failure = failure ?? error
    return error
  }
}

/// One reading statement at a time, on the shared connection that has the least to do. Has no state, so all callers share it. While
/// connections are scarce there are no shared ones, and each statement waits for one of the pool's.
final class PostgresSharedSession: Session, Sendable {
  private let pool: PostgresPool
  private let loop: PostgresLoop
  private let statements: PostgresStatements

  init(pool: PostgresPool, loop: PostgresLoop, statements: PostgresStatements) {
    self.pool = pool
    self.loop = loop
    self.statements = statements
  }

  func rows(_ sql: SQL, _ each: (Row) throws -> Bool) async throws {
    let (statement, values) = try statements.resolve(sql)
    let steps = [PostgresJob.Step.statement(statement, values)]
    try await pool.pass()
    if !pool.isScarce, let answer = try await shared(steps) { return try answer.rows(each) }
    try await leased(steps).rows(each)
  }

  /// Nil when the server granted no connection for it.
  private func shared(_ steps: [PostgresJob.Step]) async throws -> PostgresAnswer? {
    do { return try await loop.sharedAnswer(to: PostgresJob(.steps(steps))) } catch SQLError.transient where pool.isScarce { return nil }
  }

  private func leased(_ steps: [PostgresJob.Step]) async throws -> PostgresAnswer {
    let link = try await pool.lease()
    do {
      let answer = try await loop.cancellableAnswer(to: PostgresJob(.steps(steps)), on: link)
      pool.release(link)
      return answer
    } catch {
      if error is CancellationError { pool.discard(link, interrupting: true) } else { pool.release(link) }
      throw error
    }
  }
}

extension PostgresLoop {
  /// The answer to a job on a leased connection, waited for whatever happens to the task.
  func answer(to job: PostgresJob, on link: PostgresLink) async throws(SQLError) -> PostgresAnswer {
    do {
      return try await withUnsafeThrowingContinuation { continuation in
        _ = job.begin(continuation)
        submit(.perform(job, link))
      }
    } catch let error as SQLError {
      throw error
    } catch {
      throw .unavailable("\(error)")
    }
  }

  /// The same, but a cancelled task gets a `CancellationError` at once; the connection must then be discarded.
  func cancellableAnswer(to job: PostgresJob, on link: PostgresLink) async throws -> PostgresAnswer {
    try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { continuation in
        guard job.begin(continuation) else { return continuation.resume(throwing: CancellationError()) }
        submit(.perform(job, link))
      }
    } onCancel: {
      job.cancel()
    }
  }

  func sharedAnswer(to job: PostgresJob) async throws -> PostgresAnswer {
    try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { continuation in
        guard job.begin(continuation) else { return continuation.resume(throwing: CancellationError()) }
        submit(.share(job))
      }
    } onCancel: {
      job.cancel()
    }
  }
}
