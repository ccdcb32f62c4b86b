import CPostgres
import Glibc
import Synchronization

/// The one thread that talks to the server: it sends what is submitted from anywhere, in pipelines, and resumes who waits.
/// Nothing on it blocks; connections are made elsewhere.
final class PostgresLoop: @unchecked Sendable {
  enum Order: Sendable {
    case adopt(PostgresLink)
    case perform(PostgresJob, PostgresLink)
    /// A single reading statement, on any of the shared connections.
    case share(PostgresJob)
    case sharedFailed(SQLError)
    /// Breaks what the link still has to do. `interrupting` asks the server to stop working on it.
    case close(PostgresLink, interrupting: Bool)
    case closeShared
    /// Closes the shared connections when they have answered; single statements fail with `transient` until `resumeSharing`.
    case stopSharing
    case resumeSharing
    case stop
  }

  /// What the loop asks of its owner; called on the loop's thread.
  struct Hooks: Sendable {
    /// Make another shared connection: `adopt` or `sharedFailed` follows.
    var openShared: @Sendable () -> Void
    /// A connection has answered, for the first time after a failure at work.
    var connectionAnswered: @Sendable () -> Void
    /// A connection was lost. `atWork`: something waited for its answer.
    var connectionLost: @Sendable (PostgresLink, _ atWork: Bool) -> Void
    var statementEnded: @Sendable (_ text: String, _ nanoseconds: UInt64) -> Void
  }

  private struct Inbox {
    var orders: [Order] = []
    var isStopped = false
  }

  private let inbox = Mutex(Inbox())
  private let wakeUp: Int32
  private let epoll: Int32
  private let sharedLimit: Int
  private let sharedQueue: Int
  /// How long a connection may be silent while it owes an answer.
  private let stallLimit: UInt64

  // The loop's thread only.

  private var hooks: Hooks?
  private var links: [UInt64: PostgresLink] = [:]
  private var shared: [PostgresLink] = []
  private var openingShared = 0
  private var isSharing = true
  /// Connections to a server that was a standby when they were made. It may have been promoted, or another one answers at its address.
  private var standbys: [PostgresLink] = []
  private var pending: [PostgresJob] = []
  private var hasFailed = false
  private var values: [UnsafePointer<CChar>?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  init(options: DatabaseOptions) throws(SQLError) {
    sharedLimit = max(1, options.sharedConnections)
    sharedQueue = options.writeQueue * 4
    stallLimit = UInt64(max(1, options.stallLimit / .nanoseconds(1)))
    epoll = cpostgres_epoll()
    wakeUp = cpostgres_wake_descriptor()
    guard epoll >= 0, wakeUp >= 0, cpostgres_watch(epoll, 0, wakeUp, 0, CPOSTGRES_READABLE) == 0 else {
      throw .unavailable("no event queue (errno \(errno))")
    }
  }

  deinit {
    Glibc.close(epoll)
    Glibc.close(wakeUp)
  }

  func start(_ hooks: Hooks) throws(SQLError) {
    self.hooks = hooks
    try OwnThread.start { [self] in work() }
  }

  // MARK: From any thread

  func submit(_ order: Order) {
    let (wasEmpty, isStopped) = inbox.withLock { inbox in
      defer { if !inbox.isStopped { inbox.orders.append(order) } }
      return (inbox.orders.isEmpty, inbox.isStopped)
    }
    guard !isStopped else { return Self.refuse(order) }
    if wasEmpty { wake() }
  }

  private func wake() { cpostgres_wake(wakeUp) }

  private static func refuse(_ order: Order) {
    switch order {
    case .perform(let job, _), .share(let job): job.finish(.failure(.closed))
    case .adopt(let link): PQfinish(link.connection)
    case .sharedFailed, .close, .closeShared, .stopSharing, .resumeSharing, .stop: break
    }
  }

  // MARK: The thread

  private func work() {
    var events = [cpostgres_event](repeating: cpostgres_event(), count: 64)
    var isRunning = true
    while isRunning {
      let busy = links.values.contains { !$0.isDrained }
      let count = cpostgres_wait(epoll, &events, 64, busy || !standbys.isEmpty ? 250 : -1)
      for event in events.prefix(max(0, Int(count))) {
        if event.token == 0 {
          cpostgres_woken(wakeUp)
        } else if let link = links[event.token] {
          if event.events & CPOSTGRES_WRITABLE != 0 { flush(link) }
          if event.events & CPOSTGRES_READABLE != 0, links[event.token] != nil { receive(link) }
        }
      }
      let orders = inbox.withLock { inbox in
        defer { inbox.orders = [] }
        if inbox.orders.contains(where: { if case .stop = $0 { true } else { false } }) { inbox.isStopped = true }
        return inbox.orders
      }
      for order in orders { if !carryOut(order) { isRunning = false } }
      distribute()
      if !isSharing { shared.filter(\.isDrained).forEach { lose($0, .closed) } }
      if !standbys.isEmpty { leaveStandbys() }
      if busy { findStalled() }
    }
    for link in Array(links.values) { lose(link, .closed) }
    for job in pending { job.finish(.failure(.closed)) }
    pending = []
    hooks = nil
  }

  private func carryOut(_ order: Order) -> Bool {
    switch order {
    case .adopt(let link):
      links[link.token] = link
      if link.isStandby { standbys.append(link) }
      if link.purpose == .shared {
        openingShared -= 1
        shared.append(link)
      }
      if cpostgres_watch(epoll, 0, PQsocket(link.connection), link.token, CPOSTGRES_READABLE) != 0 {
        lose(link, .unavailable("the connection cannot be watched (errno \(errno))"))
      }
    case .perform(let job, let link):
      guard links[link.token] != nil else { job.finish(.failure(.unavailable("the connection was lost"))); break }
      job.submitted = MonotonicClock.nanoseconds()
      link.queue.append(job)
      pump(link)
    case .share(let job):
      guard isSharing else { job.finish(.failure(Self.scarce)); break }
      guard pending.count < sharedQueue else { job.finish(.failure(.overloaded)); break }
      job.submitted = MonotonicClock.nanoseconds()
      pending.append(job)
    case .sharedFailed(let error):
      openingShared -= 1
      guard shared.isEmpty else { break }
      let jobs = pending
      pending = []
      for job in jobs { job.finish(.failure(error)) }
    case .close(let link, let interrupting):
      if links[link.token] != nil {
        if interrupting, !link.isDrained { interrupt(link) }
        lose(link, .closed)
      }
    case .closeShared:
      for link in shared where link.isDrained { lose(link, .closed) }
    case .stopSharing:
      isSharing = false
      let jobs = pending
      pending = []
      for job in jobs { job.finish(.failure(Self.scarce)) }
    case .resumeSharing: isSharing = true
    case .stop: return false
    }
    return true
  }

  private static let scarce = SQLError.transient("connections are scarce")

  // MARK: Sending

  /// Sends what waits for a shared connection, each to the one with the least to do, and asks for another when all are busy.
  private func distribute() {
    guard !pending.isEmpty else { return }
    shared.filter { $0.isSpoiled && $0.isDrained }.forEach { lose($0, .closed) }
    let ready = shared.filter { !$0.isSpoiled }
    if openingShared == 0, shared.count < sharedLimit, ready.allSatisfy({ $0.load > 0 }) {
      openingShared += 1
      hooks?.openShared()
    }
    guard !ready.isEmpty else { return }
    var batches: [[PostgresJob]] = Array(repeating: [], count: ready.count)
    for job in pending where !job.isCancelled {
      let target = ready.indices.min { ready[$0].load < ready[$1].load }!
      ready[target].load += 1
      batches[target].append(job)
    }
    pending = []
    for (link, jobs) in zip(ready, batches) where !jobs.isEmpty { send(jobs, on: link) }
  }

  /// Sends the jobs that wait for their turn on a connection of their own. A script needs the connection to itself.
  private func pump(_ link: PostgresLink) {
    while let job = link.queue.first, link.script == nil {
      switch job.work {
      case .steps:
        link.queue.removeFirst()
        link.load += 1
        send([job], on: link)
        if links[link.token] == nil { return }
      case .script(let text):
        guard link.isDrained else { return }
        link.queue.removeFirst()
        link.load += 1
        link.script = job
        link.lastProgress = MonotonicClock.nanoseconds()
        guard PQexitPipelineMode(link.connection) == 1, PQsendQuery(link.connection, text) == 1 else { return loseBroken(link) }
        flush(link)
      }
    }
  }

  /// One segment: if one of its statements fails, the server passes over those after it.
  private func send(_ jobs: [PostgresJob], on link: PostgresLink) {
    if link.isDrained { link.lastProgress = MonotonicClock.nanoseconds() }
    for job in jobs {
      guard case .steps(let steps) = job.work else { continue }
      for (index, step) in steps.enumerated() {
        let sent =
          switch step {
          case .control(let text): PQsendQueryParams(link.connection, text, 0, nil, nil, nil, nil, 1) == 1
          case .statement(let statement, let values): send(statement, values, of: job, on: link)
          }
        guard sent else {
          link.expect(.sync(jobs))
          return loseBroken(link)
        }
        link.expect(.step(job, isLast: index == steps.count - 1))
      }
    }
    link.expect(.sync(jobs))
    guard PQpipelineSync(link.connection) == 1 else { return loseBroken(link) }
    flush(link)
  }

  private func send(_ statement: PostgresStatement, _ parameters: PostgresValues, of job: PostgresJob, on link: PostgresLink) -> Bool {
    if !link.prepared.contains(statement.number) {
      if link.prepared.count >= PostgresLink.statementLimit {
        guard PQsendQueryParams(link.connection, "DEALLOCATE ALL", 0, nil, nil, nil, nil, 1) == 1 else { return false }
        link.expect(.step(job, isLast: false))
        link.prepared = []
      }
      let count = Int32(statement.types.count)
      guard PQsendPrepare(link.connection, statement.name, statement.text, count, statement.types) == 1 else { return false }
      link.prepared.insert(statement.number)
      link.expect(.preparation(job, number: statement.number))
    }
    values.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    while formats.count < parameters.count { formats.append(1) }
    // An empty array has no address, but an empty text must have one.
    return withUnsafePointer(to: 0 as CChar) { empty in
      parameters.bytes.withUnsafeBytes { bytes in
        let start = bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) } ?? empty
        for span in parameters.spans {
          values.append(span.count == PostgresValues.null ? nil : start + Int(span.start))
          lengths.append(max(0, span.count))
        }
        return PQsendQueryPrepared(link.connection, statement.name, Int32(parameters.count), values, lengths, formats, 1) == 1
      }
    }
  }

  private func flush(_ link: PostgresLink) {
    let rest = PQflush(link.connection)
    guard rest >= 0 else { return loseBroken(link) }
    guard link.wantsToWrite != (rest == 1) else { return }
    link.wantsToWrite = rest == 1
    let interest = link.wantsToWrite ? CPOSTGRES_READABLE | CPOSTGRES_WRITABLE : CPOSTGRES_READABLE
    _ = cpostgres_watch(epoll, 1, PQsocket(link.connection), link.token, interest)
  }

  // MARK: Receiving

  private func receive(_ link: PostgresLink) {
    guard PQconsumeInput(link.connection) == 1 else {
      // What arrived before the end, such as the server's reason, is still to be read.
      take(link)
      return loseBroken(link)
    }
    link.lastProgress = MonotonicClock.nanoseconds()
    if hasFailed {
      hasFailed = false
      hooks?.connectionAnswered()
    }
    take(link)
    guard links[link.token] != nil else { return }
    guard PQstatus(link.connection) == CONNECTION_OK else { return loseBroken(link) }
    flush(link)
  }

  private func take(_ link: PostgresLink) {
    while links[link.token] != nil, !link.isDrained, PQisBusy(link.connection) == 0 {
      let result = PQgetResult(link.connection)
      // A dead connection has nothing more to say, again and again.
      if result == nil, PQstatus(link.connection) != CONNECTION_OK { return }
      if let script = link.script {
        takeScript(result, script, link)
      } else {
        takeNext(result, link)
      }
    }
  }

  private func takeScript(_ result: OpaquePointer?, _ job: PostgresJob, _ link: PostgresLink) {
    if let result {
      if PQresultStatus(result) == PGRES_FATAL_ERROR {
        job.failure = job.failure ?? failure(result, on: link)
        PQclear(result)
      } else {
        job.answer = PostgresAnswer(result, isInTransaction: false)
      }
      return
    }
    link.script = nil
    let isInTransaction = PQtransactionStatus(link.connection) != PQTRANS_IDLE
    if let answer = job.answer, isInTransaction, let copy = PQcopyResult(answer.result, 0) {
      job.answer = PostgresAnswer(copy, isInTransaction: true)
    }
    complete(job, on: link)
    guard PQenterPipelineMode(link.connection) == 1 else { return loseBroken(link) }
    pump(link)
  }

  private func takeNext(_ result: OpaquePointer?, _ link: PostgresLink) {
    guard let expectation = link.next else {
      PQclear(result)
      return
    }
    guard let result else {
      // The end of one statement's results; a segment's end says so itself.
      if case .sync = expectation { return }
      link.advance()
      if link.purpose == .shared, case .step(let job, isLast: true) = expectation, job.answer != nil { complete(job, on: link) }
      return
    }
    switch PQresultStatus(result) {
    case PGRES_PIPELINE_SYNC:
      PQclear(result)
      guard case .sync(let jobs) = expectation else { return lose(link, .unavailable("the server answered out of turn")) }
      link.advance()
      for job in jobs where link.purpose == .leased || job.answer == nil { complete(job, on: link) }
      if links[link.token] != nil { pump(link) }
    case PGRES_FATAL_ERROR:
      note(failure(result, on: link), of: expectation, on: link)
      if PostgresFailure.spoilsStatements(result) { link.isSpoiled = true }
      PQclear(result)
    case PGRES_PIPELINE_ABORTED:
      if case .preparation(_, let number) = expectation { link.prepared.remove(number) }
      PQclear(result)
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
      if case .step(let job, isLast: true) = expectation {
        job.answer = PostgresAnswer(result, isInTransaction: false)
      } else {
        PQclear(result)
      }
    default:
      note(.statement("a statement of a kind that is not supported"), of: expectation, on: link)
      PQclear(result)
    }
  }

  /// A server that takes no changes may not be the one to stay with.
  private func failure(_ result: OpaquePointer, on link: PostgresLink) -> SQLError {
    let error = PostgresFailure.error(of: result)
    switch error {
    // The shared connections take no changes by our own wish.
    case .readOnly(let message) where link.purpose == .shared: return .statement(message)
    // What a standby does not do, it says in several ways.
    case .statement(let message) where link.purpose == .leased && link.isStandby:
      link.isSpoiled = true
      return .readOnly(message)
    case .readOnly: link.isSpoiled = true
    default: break
    }
    return error
  }

  private func note(_ error: SQLError, of expectation: PostgresLink.Expectation, on link: PostgresLink) {
    switch expectation {
    case .preparation(let job, let number):
      link.prepared.remove(number)
      job.failure = job.failure ?? error
    case .step(let job, _): job.failure = job.failure ?? error
    // A commit that the end of the segment brings with it has failed.
    case .sync(let jobs): for job in jobs { job.failure = job.failure ?? error }
    }
  }

  /// A job has its answer, or its failure, or neither: then a neighbour's failure kept it from being tried.
  private func complete(_ job: PostgresJob, on link: PostgresLink) {
    link.load -= 1
    if case .steps(let steps) = job.work {
      let elapsed = MonotonicClock.nanoseconds() &- job.submitted
      for case .statement(let statement, _) in steps { hooks?.statementEnded(statement.text, elapsed) }
    }
    if let failure = job.failure {
      guard link.purpose == .shared, case .transient = failure, job.moves < 3 else { return job.finish(.failure(failure)) }
      return move(job)
    }
    if let answer = job.answer { return job.finish(.success(answer)) }
    guard link.purpose == .shared else { return job.finish(.failure(.unavailable("the statement was not carried out"))) }
    move(job)
  }

  private func move(_ job: PostgresJob) {
    job.moves += 1
    job.failure = nil
    pending.append(job)
    // Seen to after this round.
    wake()
  }

  // MARK: Losing

  /// Replaces connections to a standby after a second, at their next use.
  private func leaveStandbys() {
    let now = MonotonicClock.nanoseconds()
    for link in standbys where now &- link.madeAt > PostgresLink.standbyTime {
      // A leased one may be in the middle of a transaction: the pool closes it.
      if link.purpose == .leased { link.retire() } else if link.isDrained { lose(link, .closed) }
    }
    standbys.removeAll { $0.purpose == .leased && !$0.isUsable }
  }

  private func findStalled() {
    let now = MonotonicClock.nanoseconds()
    for link in Array(links.values) where !link.isDrained && link.script == nil && now &- link.lastProgress > stallLimit {
      lose(link, .unavailable("the server did not answer"))
    }
  }

  private func loseBroken(_ link: PostgresLink) { lose(link, .unavailable(PostgresFailure.reason(of: link.connection))) }

  private func lose(_ link: PostgresLink, _ error: SQLError) {
    guard links.removeValue(forKey: link.token) != nil else { return }
    link.retire()
    shared.removeAll { $0 === link }
    if link.isStandby { standbys.removeAll { $0 === link } }
    let jobs = link.abandon()
    _ = cpostgres_watch(epoll, 2, PQsocket(link.connection), 0, 0)
    PQfinish(link.connection)
    if case .unavailable = error {
      if !jobs.isEmpty { hasFailed = true }
      hooks?.connectionLost(link, !jobs.isEmpty)
    }
    for job in jobs {
      // Reading may be repeated; but who has waited for a silent server is not made to wait again.
      let isFresh = MonotonicClock.nanoseconds() &- job.submitted < stallLimit / 4
      if link.purpose == .shared, job.moves == 0, isFresh, error != .closed {
        move(job)
      } else {
        job.finish(.failure(job.failure ?? error))
      }
    }
  }

  /// Asks the server to stop, through a connection of its own and on a thread of its own, as libpq waits for it.
  private func interrupt(_ link: PostgresLink) {
    guard let request = PQgetCancel(link.connection) else { return }
    let handle = Interruption(request: request)
    do throws(SQLError) {
      try OwnThread.start { handle.send() }
    } catch {
      // Closing the connection ends the statement as well, only later.
      PQfreeCancel(request)
    }
  }

  private struct Interruption: @unchecked Sendable {
    let request: OpaquePointer

    func send() {
      var reason = [CChar](repeating: 0, count: 256)
      _ = PQcancel(request, &reason, Int32(reason.count))
      PQfreeCancel(request)
    }
  }
}
