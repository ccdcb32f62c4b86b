import Synchronization
import System

/// The connections that are lent to one user at a time, opened when needed. When all are lent, users are served in the order
/// they came.
final class PostgresPool: Sendable {
  private typealias Turn = UnsafeContinuation<Result<Slot, any Error>, Never>

  /// The right to use one connection: an open one, or a place to open one.
  private struct Slot: Sendable {
    let link: PostgresLink?
  }

  private struct Idle {
    let link: PostgresLink
    let since: UInt64
  }

  private struct Waiter {
    let number: Int
    let turn: Turn
    let timeout: Task<Void, Never>
    let since: Duration
  }

  private struct State {
    var idle: [Idle] = []
    /// Lent, or being opened.
    var lent = 0
    /// Of the lent ones, places for which a connection is being opened.
    var opening = 0
    var allowance = ConnectionAllowance()
    var isGrowing = false
    var waiters: [Waiter] = []
    var nextNumber = 0
    var isClosed = false
    var isTrimming = false
    var closers: [UnsafeContinuation<Void, Never>] = []
    var waits = 0
    var timeouts = 0
    var failedConnects = 0

    var open: Int { lent - opening + idle.count }
  }

  private enum Step {
    case use(Slot)
    case wait
    case fail(SQLError)
  }

  private let options: DatabaseOptions
  private let connector: PostgresConnector
  private let gate: PostgresGate
  private let loop: PostgresLoop
  private let limit: Int
  private let state = Mutex(State())
  private let scarce = Atomic(false)
  /// Idle connections beyond `poolKept` are closed after so long.
  private static let idleTime: UInt64 = 60_000_000_000

  init(options: DatabaseOptions, connector: PostgresConnector, gate: PostgresGate, loop: PostgresLoop) {
    self.options = options
    self.connector = connector
    self.gate = gate
    self.loop = loop
    limit = max(1, options.poolSize + options.poolOverflow)
  }

  // MARK: Lending

  func lease() async throws -> PostgresLink {
    try await pass()
    while true {
      let slot = try await slot()
      if let link = slot.link { return link }
      do {
        let link = try await open()
        opened()
        return link
      } catch SQLError.overloaded {
        // Who is refused waits for a connection that is open already.
        giveUpPlace(refused: true)
      } catch {
        state.withLock { $0.opening -= 1 }
        handOn(Slot(link: nil))
        throw error
      }
    }
  }

  /// Whether the server grants fewer connections than are wanted: then nothing keeps one that it does not need.
  var isScarce: Bool { scarce.load(ordering: .relaxed) }

  /// Asks the breaker. While the database is believed dead this throws at once, but for the one who finds out.
  func pass() async throws {
    switch gate.admit() {
    case .proceed: return
    case .refused(let wait): throw SQLError.circuitOpen(retryAfter: wait)
    case .probe: break
    }
    do {
      let link = try await open()
      state.withLock { $0.lent += 1 }
      release(link)
    } catch SQLError.overloaded {
      // The server is there.
      noteRefused()
    }
  }

  /// Takes a connection back, whose transaction has ended or is being ended.
  func release(_ link: PostgresLink) {
    guard link.isUsable else { return discard(link) }
    handOn(Slot(link: link))
  }

  /// Takes back a connection that must not be used again. `interrupting`: the server may still be running its statement.
  func discard(_ link: PostgresLink, interrupting: Bool = false) {
    link.retire()
    loop.submit(.close(link, interrupting: interrupting))
    handOn(Slot(link: nil))
  }

  /// A connection was lost while it was idle.
  func forget(_ link: PostgresLink) { state.withLock { $0.idle.removeAll { $0.link === link } } }

  /// The database is believed dead: idle connections are not trusted, and who waits need not wait.
  func giveUp(_ error: SQLError) {
    let (idle, waiters) = state.withLock { state in
      defer { (state.idle, state.waiters) = ([], []) }
      return (state.idle, state.waiters)
    }
    for entry in idle { loop.submit(.close(entry.link, interrupting: false)) }
    for waiter in waiters {
      waiter.timeout.cancel()
      waiter.turn.resume(returning: .failure(error))
    }
  }

  func fill(_ metrics: inout DatabaseMetrics) {
    state.withLock { state in
      metrics.connectionsInUse = state.lent
      metrics.connectionsIdle = state.idle.count
      metrics.connectionWaiters = state.waiters.count
      metrics.readerWaits = state.waits
      metrics.readerTimeouts = state.timeouts
      metrics.failedConnects = state.failedConnects
    }
  }

  /// Refuses new users and those that wait, and returns when the last one is done.
  func close() async {
    state.withLock { $0.isClosed = true }
    giveUp(.closed)
    await withUnsafeContinuation { continuation in
      let isDone = state.withLock { state in
        if state.lent > 0 { state.closers.append(continuation) }
        return state.lent == 0
      }
      if isDone { continuation.resume() }
    }
  }

  // MARK: Opening

  private func open() async throws -> PostgresLink {
    do throws(SQLError) {
      let link = try await connector.connect(.leased)
      gate.succeeded()
      loop.submit(.adopt(link))
      return link
    } catch {
      if error == .overloaded { gate.succeeded() } else { noteFailedConnect() }
      throw error
    }
  }

  /// For the shared ones as well.
  func noteFailedConnect() {
    state.withLock { $0.failedConnects += 1 }
    gate.failed()
  }

  // MARK: Scarcity

  /// The server has refused a connection beside the open ones: the pool keeps to what it grants, and looks for more now and then.
  func noteRefused() {
    let begins = state.withLock { state in
      state.allowance.refused(open: state.open, at: Self.now())
      defer { state.isGrowing = true }
      return !state.isGrowing && !state.isClosed
    }
    guard begins else { return }
    scarce.store(true, ordering: .relaxed)
    loop.submit(.stopSharing)
    options.onScarcity?(granted)
    Task { [weak self] in
      while await self?.grow() == true { try? await Task.sleep(for: ConnectionAllowance.pauseWithout) }
    }
  }

  private var granted: Int? { state.withLock { $0.allowance.granted } }

  private func opened() {
    state.withLock { state in
      state.opening -= 1
      state.allowance.opened(open: state.open)
    }
  }

  /// Gives back the place of a connection that could not be opened. Waiters do not get it: the server would refuse them too.
  private func giveUpPlace(refused: Bool) {
    let closers = state.withLock { state in
      state.opening -= 1
      state.lent -= 1
      guard state.isClosed, state.lent == 0 else { return [] as [UnsafeContinuation<Void, Never>] }
      defer { state.closers = [] }
      return state.closers
    }
    closers.forEach { $0.resume() }
    if refused { noteRefused() }
  }

  /// One look at whether there is more to be had; false when that is over.
  private func grow() async -> Bool {
    let step = state.withLock { state -> ConnectionAllowance.Step in
      let step = state.isClosed ? .forget : state.allowance.step(waiting: state.waiters.count, at: Self.now())
      switch step {
      case .wait: break
      case .probe:
        state.lent += 1
        state.opening += 1
      case .forget: state.isGrowing = false
      }
      return step
    }
    switch step {
    case .wait: return true
    case .probe:
      await probe()
      return true
    case .forget:
      scarce.store(false, ordering: .relaxed)
      loop.submit(.resumeSharing)
      options.onScarcity?(nil)
      return false
    }
  }

  private func probe() async {
    do {
      let link = try await open()
      opened()
      handOn(Slot(link: link))
    } catch {
      giveUpPlace(refused: error as? SQLError == .overloaded)
      refuseWaitersWithoutConnection()
    }
  }

  /// Without any open connection, waiters give up after the time that opening one may take.
  private func refuseWaitersWithoutConnection() {
    let patience = options.connectLimit
    let now = Self.now()
    let waiters = state.withLock { state -> [Waiter] in
      guard state.open == 0 else { return [] }
      let late = state.waiters.filter { now - $0.since > patience }
      state.waiters.removeAll { now - $0.since > patience }
      state.timeouts += late.count
      return late
    }
    for waiter in waiters {
      waiter.timeout.cancel()
      waiter.turn.resume(returning: .failure(SQLError.overloaded))
    }
  }

  private static func now() -> Duration { .nanoseconds(Int64(MonotonicClock.nanoseconds())) }

  // MARK: Waiting

  private func slot() async throws -> Slot {
    switch state.withLock({ take(&$0) }) {
    case .use(let slot): return slot
    case .fail(let error): throw error
    case .wait: return try await wait()
    }
  }

  private func take(_ state: inout State) -> Step {
    guard !state.isClosed else { return .fail(.closed) }
    while let entry = state.idle.popLast() {
      guard entry.link.isUsable else {
        loop.submit(.close(entry.link, interrupting: false))
        continue
      }
      state.lent += 1
      return .use(Slot(link: entry.link))
    }
    guard state.lent < min(limit, state.allowance.granted ?? limit) else { return .wait }
    state.lent += 1
    state.opening += 1
    return .use(Slot(link: nil))
  }

  private func wait() async throws -> Slot {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    let result = await withTaskCancellationHandler {
      await withUnsafeContinuation { (turn: Turn) in
        let isFirst: Bool
        let step = state.withLock { state -> (Step, Bool) in
          let step = Task.isCancelled ? .wait : take(&state)
          guard case .wait = step else { return (step, false) }
          state.waits += 1
          let timeout = Task { [self, wait = options.poolWait] in
            if (try? await Task.sleep(for: wait)) != nil { leave(number, SQLError.overloaded) }
          }
          state.waiters.append(Waiter(number: number, turn: turn, timeout: timeout, since: Self.now()))
          return (step, state.waiters.count == 1)
        }
        isFirst = step.1
        switch step.0 {
        case .use(let slot): turn.resume(returning: .success(slot))
        case .fail(let error): turn.resume(returning: .failure(error))
        case .wait:
          if isFirst { options.onPoolExhausted?(limit) }
          if Task.isCancelled { leave(number, CancellationError()) }
        }
      }
    } onCancel: {
      leave(number, CancellationError())
    }
    return try result.get()
  }

  private func leave(_ number: Int, _ error: any Error) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
      if error is SQLError { state.timeouts += 1 }
      return state.waiters.remove(at: index)
    }
    waiter?.timeout.cancel()
    waiter?.turn.resume(returning: .failure(error))
  }

  /// Lets go, some time after a rush, what only the rush needed.
  private func trimLater(_ state: inout State) {
    guard !state.isTrimming, !state.isClosed, state.lent + state.idle.count > options.poolSize else { return }
    state.isTrimming = true
    Task { [weak self, pause = options.poolOverflowTime + .milliseconds(10)] in
      try? await Task.sleep(for: pause)
      self?.trim()
    }
  }

  private func trim() {
    let leaving = state.withLock { state in
      state.isTrimming = false
      let leaving = takeTooMany(from: &state, at: MonotonicClock.nanoseconds())
      trimLater(&state)
      return leaving
    }
    for link in leaving { loop.submit(.close(link, interrupting: false)) }
  }

  private func takeTooMany(from state: inout State, at now: UInt64) -> [PostgresLink] {
    var leaving: [PostgresLink] = []
    // The one used last is lent first, so the first in line has been idle longest.
    while let oldest = state.idle.first, isTooMany(oldest, of: state, at: now) { leaving.append(state.idle.removeFirst().link) }
    return leaving
  }

  private func isTooMany(_ oldest: Idle, of state: State, at now: UInt64) -> Bool {
    let age = now &- oldest.since
    return state.idle.count > options.poolKept && age > Self.idleTime
      || state.lent + state.idle.count > options.poolSize && age > UInt64(options.poolOverflowTime / .nanoseconds(1))
  }

  /// Gives a returned slot to the caller that has waited longest, or puts it back.
  private func handOn(_ slot: Slot) {
    var leaving: [PostgresLink] = []
    var closers: [UnsafeContinuation<Void, Never>] = []
    let now = MonotonicClock.nanoseconds()
    let next = state.withLock { state -> Waiter? in
      if !state.waiters.isEmpty {
        if slot.link == nil { state.opening += 1 }
        return state.waiters.removeFirst()
      }
      state.lent -= 1
      if let link = slot.link {
        if state.isClosed { leaving.append(link) } else { state.idle.append(Idle(link: link, since: now)) }
      }
      leaving += takeTooMany(from: &state, at: now)
      trimLater(&state)
      if state.isClosed, state.lent == 0 { swap(&closers, &state.closers) }
      return nil
    }
    if let next {
      next.timeout.cancel()
      next.turn.resume(returning: .success(slot))
    }
    for link in leaving { loop.submit(.close(link, interrupting: false)) }
    closers.forEach { $0.resume() }
  }
}
