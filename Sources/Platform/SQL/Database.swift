import Synchronization

/// A database: SQLite or PostgreSQL. Safe to use from all threads at once.
///
/// Errors of the database are `SQLError`; what a closure throws passes through unchanged.
public final class Database: Sendable {
  @usableFromInline let driver: any Driver

  init(driver: any Driver) { self.driver = driver }

  /// Opens `sqlite:<path>`, creating file and folder when missing, or `postgres://user:password@host/database`, whose query may
  /// hold what libpq understands, such as `?sslmode=verify-full`. A PostgreSQL server need not be there yet: connections are
  /// made when first needed.
  public static func open(_ url: String, options: DatabaseOptions = DatabaseOptions()) async throws -> Database {
    if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
      return Database(driver: try PostgresDriver(url: url, options: options))
    }
    guard url.hasPrefix("sqlite:") else {
      throw SQLError.misuse("a database URL starts with sqlite: or postgres://, for example sqlite:data/neospace.db")
    }
    return Database(driver: try SQLiteDriver(path: String(url.dropFirst("sqlite:".count)), options: options))
  }

  public var dialect: Dialect { driver.dialect }

  // MARK: Reading

  /// Runs the body on a connection whose statements all see the same committed state.
  ///
  /// With SQLite the statements run on the calling thread, without a hop. Waits when all readers are taken, first come first
  /// served, at most `DatabaseOptions.readerWait`, then throws `SQLError.overloaded`.
  @inlinable public func read<Result: Sendable>(_ body: (Connection) async throws -> Result) async throws -> Result {
    try await lease(.snapshot, body)
  }

  /// All rows of one statement.
  @inlinable public func all<Record: RowDecodable & Sendable>(_ sql: SQL, as type: Record.Type = Record.self) async throws -> [Record] {
    try await lease(.statement) { try await $0.all(sql, as: type) }
  }

  /// The first row of one statement; nil when there is none.
  @inlinable public func first<Record: RowDecodable & Sendable>(_ sql: SQL, as type: Record.Type = Record.self) async throws -> Record? {
    try await lease(.statement) { try await $0.first(sql, as: type) }
  }

  /// The first column of the first row; nil when there is no row.
  @inlinable public func value<Value: SQLDecodable & Sendable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> Value? {
    try await lease(.statement) { try await $0.value(sql, as: type) }
  }

  /// The first column of every row.
  @inlinable public func values<Value: SQLDecodable & Sendable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> [Value] {
    try await lease(.statement) { try await $0.values(sql, as: type) }
  }

  @inlinable func lease<Result: Sendable>(_ purpose: ReadPurpose, _ body: (Connection) async throws -> Result) async throws -> Result {
    try OpenTransaction.refuse("a read outside the transaction, which would not see its changes")
    let connection = try await driver.lease(purpose)
    do {
      let result = try await body(connection)
      await driver.release(connection, purpose)
      return result
    } catch {
      await driver.release(connection, purpose)
      throw error
    }
  }

  // MARK: Writing

  /// Runs the body in a transaction and returns its result when the changes are on disk.
  ///
  /// With SQLite all bodies run one after another on the writer's thread, many of them sharing a commit. So a body awaits
  /// only its own statements: every other writer would wait with it for anything else. It may not write or read
  /// through the database itself; that throws `SQLError.misuse`. Throws `SQLError.overloaded` at once when too many wait.
  ///
  /// With PostgreSQL bodies run side by side, on the caller's task; each statement sees what was committed before it began.
  ///
  /// A body may run more than once, and so changes nothing but the database: with PostgreSQL when it failed for a reason that
  /// passes (deadlock, connection lost before the commit), with SQLite when a body failed that shared its commit.
  ///
  /// When a commit fails, every transaction in it throws. `unavailable` from a commit means that its changes are not visible
  /// now; after a crash at that very moment they may be.
  @discardableResult
  public func write<Result: Sendable>(_ body: @Sendable (Transaction) async throws -> Result) async throws -> Result {
    try OpenTransaction.refuse("a write inside a write")
    let box = Box<Result>()
    try await driver.write { transaction in box.content = try await body(transaction) }
    return box.content!
  }

  /// One statement as a transaction of its own; the number of rows it inserted, changed or deleted.
  @discardableResult
  public func run(_ sql: SQL) async throws -> Int {
    try OpenTransaction.refuse("a write inside a write")
    return try await driver.run(sql)
  }

  // MARK: Looking after it

  /// Returns when the database has answered a question. Throws when it does not, and `readOnly` or `diskFull` when it answers but takes no
  /// changes, as far as is known.
  public func ping() async throws { try await driver.ping() }

  /// Removes what was deleted from where it may linger: with SQLite, from the write-ahead log. PostgreSQL sees to it by itself.
  public func eraseRemains() async throws { try await driver.eraseRemains() }

  /// Copies the database as it is at one moment into a new file, while reads and writes go on; nothing of what was deleted is in it.
  /// SQLite only.
  public func backup(to path: String) async throws { try await driver.backup(to: path) }

  /// What is wrong with the stored data; empty when nothing is. Reads the whole database.
  public func checkIntegrity() async throws -> [String] { try await driver.checkIntegrity() }

  /// How the database would execute the statement, one line per step, for tests that forbid scans.
  public func explain(_ sql: SQL) async throws -> [String] { try await driver.explain(sql) }

  /// The CREATE statements of tables, indexes, triggers and views, sorted: the text of a `schema.sql`.
  public func schemaDump() async throws -> String {
    try await driver.schema().map { $0 + ";\n" }.joined(separator: "\n")
  }

  public var metrics: DatabaseMetrics { driver.metrics() }

  /// Finishes the writes that were accepted, refuses new work with `SQLError.closed`, then closes the connections.
  public func close() async { await driver.close() }
}

/// Carries a body's result out of the driver. Written before the commit, read after it.
private final class Box<Content>: @unchecked Sendable {
  var content: Content?
}

/// Marks the tasks that are inside the body of a write.
@usableFromInline enum OpenTransaction {
  @TaskLocal static var current: OpenTransactionToken?

  /// A body that waited for the writer would never end.
  @usableFromInline static func refuse(_ what: String) throws(SQLError) {
    if let current, current.isOpen { throw .misuse(what) }
  }
}

/// One body's lifetime. Tasks it started outlive it and may then use the database like any other.
final class OpenTransactionToken: Sendable {
  private let open = Atomic(true)
  var isOpen: Bool { open.load(ordering: .acquiring) }
  func end() { open.store(false, ordering: .releasing) }
}
