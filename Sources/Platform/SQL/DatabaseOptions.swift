import System

/// How a database is opened.
public struct DatabaseOptions: Sendable {
  /// Connections for reading; opened when first needed.
  public var readers = 8
  /// How long a read waits for a free connection.
  public var readerWait: Duration = .seconds(10)
  /// How many writes may wait or run; the next one gets `SQLError.overloaded` at once.
  public var writeQueue = 4_096
  /// A commit is due when so many writes share it…
  public var batchSize = 512
  /// …or when its transaction has been open for so long.
  public var batchTime: Duration = .milliseconds(5)
  /// For how long after a write that failed and was undone each write is kept apart from its neighbours. SQLite only.
  public var carefulTime: Duration = .seconds(1)
  /// How long a connection waits for a lock of another process.
  public var busyTimeout: Duration = .seconds(5)
  /// Statements that take longer are reported to `onSlowStatement`.
  public var slowStatement: Duration = .milliseconds(100)
  /// Gets the text of a slow statement, never its values. Called on the thread that ran it.
  public var onSlowStatement: (@Sendable (_ text: String, _ took: Duration) -> Void)?
  /// Size limit of an SQLite file, for quotas and tests; nil for none. Reaching it is `SQLError.diskFull`.
  public var maximumBytes: Int64?

  // PostgreSQL

  /// Connections that carry single reading statements, many at a time.
  public var sharedConnections = 4
  /// Idle connections kept for as long as the program runs; more are closed after a minute without use.
  public var poolKept = 10
  /// Connections kept open for transactions.
  public var poolSize = 20
  /// How long a transaction waits for a connection when all are lent.
  public var poolWait: Duration = .seconds(30)
  /// Further connections, opened under load and closed when they have been without use for `poolOverflowTime`.
  public var poolOverflow = 30
  /// Not at once: opening one costs the server as much as many transactions, and load comes and goes by the millisecond.
  public var poolOverflowTime: Duration = .seconds(5)
  /// How long making a connection may take.
  public var connectLimit: Duration = .seconds(2)
  /// How long a statement may take; scripts of migrations may take longer. Then it fails with `SQLError.overloaded`.
  public var statementLimit: Duration = .seconds(3)
  /// How long a connection that owes an answer may be silent. Then it is given up as lost.
  public var stallLimit: Duration = .seconds(4)
  /// All connections are lent, and a caller begins to wait; their number. Called on the waiting task.
  public var onPoolExhausted: (@Sendable (_ connections: Int) -> Void)?
  /// The server grants fewer connections than are wanted, and how many; nil when as many as wanted are tried again.
  public var onScarcity: (@Sendable (_ granted: Int?) -> Void)?
  /// The circuit breaker has changed its state.
  public var onBreakerChange: (@Sendable (CircuitBreaker.State) -> Void)?

  public init() {}
}

/// Counters since the database was opened, and what is going on now.
public struct DatabaseMetrics: Sendable, Equatable {
  /// Writes waiting or running now.
  public var queuedWrites = 0
  /// Commits that succeeded.
  public var commits = 0
  /// Commits that failed, and with them all their writes.
  public var failedCommits = 0
  /// Writes that were committed; divided by `commits`, how many shared one.
  public var committedWrites = 0
  /// Time spent in COMMIT, the wait for the disk included.
  public var commitTime: Duration = .zero
  /// The same, commit by commit.
  public var commitTimes = CommitTimes()
  /// Writes refused because too many were waiting.
  public var refusedWrites = 0
  /// Reads that found no free connection and waited.
  public var readerWaits = 0
  /// Reads that gave up waiting.
  public var readerTimeouts = 0
  /// Statements executed, transaction control not counted.
  public var statements = 0
  public var slowStatements = 0
  /// Writes run again: on PostgreSQL after a failure that passes, on SQLite beside one that failed and was undone.
  public var retries = 0
  /// Connections lent to a transaction, or being opened for one. PostgreSQL only, as all that follows.
  public var connectionsInUse = 0
  public var connectionsIdle = 0
  /// Tasks waiting for a connection now.
  public var connectionWaiters = 0
  /// Connections that could not be made.
  public var failedConnects = 0
  public var breaker = CircuitBreaker.State.closed
  /// How often the breaker changed its state.
  public var breakerChanges = 0

  public init() {}
}
