import Synchronization

/// The read-only connections of one database, opened when first needed and lent to readers, which use them on their own thread.
/// When all are lent, readers are served in the order they came.
final class SQLiteReaders: Sendable {
  private typealias Turn = UnsafeContinuation<Slot, any Error>

  /// The right to use one connection: an open one, or a place to open one.
  private struct Slot: @unchecked Sendable {
    let reader: SQLiteReader?
  }

  private struct Waiter {
    let number: Int
    let turn: Turn
    let timeout: Task<Void, Never>
  }

  /// A reader in here is not in use, so it may move between threads.
  private struct State: @unchecked Sendable {
    var idle: [SQLiteReader] = []
    var lent = 0
    var waiters: [Waiter] = []
    var nextNumber = 0
    var closed = false
    var closers: [UnsafeContinuation<Void, Never>] = []
    var waits = 0
    var timeouts = 0
    var open: [StatementActivity] = []
    var past = (statements: 0, slow: 0)

    /// A slot for the next reader, unless all are lent or another reader is already waiting.
    mutating func take(limit: Int) throws(SQLError) -> Slot? {
      guard !closed else { throw .closed }
      guard waiters.isEmpty, lent < limit else { return nil }
      lent += 1
      return Slot(reader: idle.popLast())
    }
  }

  private let path: String
  private let options: DatabaseOptions
  private let limit: Int
  private let state = Mutex(State())

  init(path: String, options: DatabaseOptions) {
    self.path = path
    self.options = options
    limit = max(1, options.readers)
  }

  deinit { state.withLock { state in state.idle.forEach { $0.sqlite.close() } } }

  func lease() async throws -> SQLiteReader {
    let free = try state.withLock { state throws(SQLError) in try state.take(limit: limit) }
    let slot = if let free { free } else { try await wait() }
    if let reader = slot.reader { return reader }
    do throws(SQLError) {
      let reader = SQLiteReader(try SQLiteConnection(path: path, access: .readOnly, options: options))
      state.withLock { $0.open.append(reader.sqlite.activity) }
      return reader
    } catch {
      handOn(Slot(reader: nil))
      throw error
    }
  }

  /// Takes a reader back. One that is stuck in a transaction is closed; another is opened when needed.
  func release(_ reader: SQLiteReader) {
    guard reader.sqlite.isIdle else {
      retire(reader)
      return handOn(Slot(reader: nil))
    }
    handOn(Slot(reader: reader))
  }

  var metrics: (waits: Int, timeouts: Int, statements: Int, slow: Int) {
    state.withLock { state in
      var (statements, slow) = state.past
      for activity in state.open {
        statements += activity.counts.statements
        slow += activity.counts.slow
      }
      return (state.waits, state.timeouts, statements, slow)
    }
  }

  /// Refuses new readers and those that wait, and returns when the last one is back.
  func close() async {
    let (idle, waiters) = state.withLock { state in
      state.closed = true
      defer { (state.idle, state.waiters) = ([], []) }
      return (Retired(readers: state.idle), state.waiters)
    }
    for waiter in waiters {
      waiter.timeout.cancel()
      waiter.turn.resume(throwing: SQLError.closed)
    }
    idle.readers.forEach(retire)
    await withUnsafeContinuation { continuation in
      let done = state.withLock { state in
        if state.lent > 0 { state.closers.append(continuation) }
        return state.lent == 0
      }
      if done { continuation.resume() }
    }
  }

  private struct Retired: @unchecked Sendable {
    let readers: [SQLiteReader]
  }

  private func retire(_ reader: SQLiteReader) {
    let activity = reader.sqlite.activity
    state.withLock { state in
      state.open.removeAll { $0 === activity }
      state.past.statements += activity.counts.statements
      state.past.slow += activity.counts.slow
    }
    reader.sqlite.close()
  }

  private func wait() async throws -> Slot {
    try await withUnsafeThrowingContinuation { (turn: Turn) in
      let answer: Result<Slot?, SQLError> = state.withLock { state in
        do throws(SQLError) {
          if let slot = try state.take(limit: limit) { return .success(slot) }
        } catch {
          return .failure(error)
        }
        let number = state.nextNumber
        state.nextNumber += 1
        state.waits += 1
        let timeout = Task { [self, wait = options.readerWait] in
          if (try? await Task.sleep(for: wait)) != nil { giveUp(number) }
        }
        state.waiters.append(Waiter(number: number, turn: turn, timeout: timeout))
        return .success(nil)
      }
      switch answer {
      case .success(let slot?): turn.resume(returning: slot)
      case .success(nil): break
      case .failure(let error): turn.resume(throwing: error)
      }
    }
  }

  private func giveUp(_ number: Int) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
      state.timeouts += 1
      return state.waiters.remove(at: index)
    }
    waiter?.turn.resume(throwing: SQLError.overloaded)
  }

  /// Gives a returned slot to the reader that has waited longest, or puts it back.
  private func handOn(_ slot: Slot) {
    var leaving: SQLiteReader?
    var closers: [UnsafeContinuation<Void, Never>] = []
    let next = state.withLock { state -> Waiter? in
      if !state.waiters.isEmpty { return state.waiters.removeFirst() }
      state.lent -= 1
      guard state.closed else {
        if let reader = slot.reader { state.idle.append(reader) }
        return nil
      }
      leaving = slot.reader
      if state.lent == 0 { swap(&closers, &state.closers) }
      return nil
    }
    if let next {
      next.timeout.cancel()
      return next.turn.resume(returning: slot)
    }
    if let leaving { retire(leaving) }
    closers.forEach { $0.resume() }
  }
}

/// One read-only connection and the face it shows. Used by one task at a time.
final class SQLiteReader: Session {
  let sqlite: SQLiteConnection

  init(_ sqlite: SQLiteConnection) { self.sqlite = sqlite }

  func rows(_ sql: SQL, _ each: (Row) throws -> Bool) async throws { try sqlite.rows(sql, each) }
}
