/// A place to ask questions. Inside `Database.read` all statements see one snapshot; inside `Database.write` it is a
/// `Transaction`. A repository's query takes a `Connection`, and so works in both.
///
/// Belongs to the closure it was handed to and to one task at a time; the compiler sees to that, as it is not `Sendable`.
public class Connection {
  @usableFromInline let session: any Session

  init(_ session: any Session) { self.session = session }

  /// All rows, in the order of the statement.
  @inlinable public final func all<Record: RowDecodable>(_ sql: SQL, as type: Record.Type = Record.self) async throws -> [Record] {
    try await all(sql) { row in try Record(row: row) }
  }

  /// All rows, each decoded by the closure: `try await all("…") { row in (try row[0] as Int64, try row[1] as String) }`.
  @inlinable public final func all<Element>(_ sql: SQL, decode: (Row) throws -> Element) async throws -> [Element] {
    var elements: [Element] = []
    try await session.rows(sql) { row in
      elements.append(try decode(row))
      return true
    }
    return elements
  }

  /// The first row; nil when there is none.
  @inlinable public final func first<Record: RowDecodable>(_ sql: SQL, as type: Record.Type = Record.self) async throws -> Record? {
    try await first(sql) { row in try Record(row: row) }
  }

  /// The first row, decoded by the closure; nil when there is none.
  @inlinable public final func first<Element>(_ sql: SQL, decode: (Row) throws -> Element) async throws -> Element? {
    var element: Element?
    try await session.rows(sql) { row in
      element = try decode(row)
      return false
    }
    return element
  }

  /// The first column of the first row; nil when there is no row. A NULL is an error unless the type is optional.
  @inlinable public final func value<Value: SQLDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> Value? {
    try await first(sql) { row in try row[0] as Value }
  }

  /// The first column of every row.
  @inlinable public final func values<Value: SQLDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> [Value] {
    try await all(sql) { row in try row[0] as Value }
  }
}

/// A change in the making: it becomes visible and durable as a whole when the closure returns, or not at all when it throws.
///
/// `INSERT … RETURNING id` is read with `value`. After a statement has failed the transaction is over, whatever the closure
/// makes of the error: further statements throw the same error and so does the end. Wrap a statement that may fail, and whose
/// failure is an answer, in `savepoint`.
public final class Transaction: Connection {
  private let changes: any WriteSession

  init(_ session: any WriteSession) {
    changes = session
    super.init(session)
  }

  /// Executes a statement; the number of rows it inserted, changed or deleted itself (not through triggers or cascades).
  @discardableResult
  public func run(_ sql: SQL) async throws -> Int {
    try await changes.run(sql)
  }

  /// Executes a statement nothing in the closure depends on. PostgreSQL gets it together with the next statement, or with the
  /// COMMIT, and so without a journey of its own; its failure is thrown then. SQLite executes it at once.
  public func queue(_ sql: SQL) async throws {
    try await changes.queue(sql)
  }

  /// Executes several statements that are part of the program, such as a migration.
  func script(_ text: String) async throws { try await changes.script(text) }

  /// Runs the body so that its changes can fail alone: when it throws they are undone, the error goes on to the caller, and
  /// the transaction remains usable.
  @discardableResult
  public func savepoint<Result>(_ body: () async throws -> Result) async throws -> Result {
    try await changes.setSavepoint()
    do {
      let result = try await body()
      try await changes.releaseSavepoint()
      return result
    } catch {
      try await changes.undoSavepoint()
      throw error
    }
  }
}

/// What a driver provides for reading on one connection. Not thread-safe; used by one task at a time.
@usableFromInline protocol Session: AnyObject {
  /// Executes the statement, handing over its rows until the closure returns false or throws. A statement that changes
  /// something is always carried out completely.
  func rows(_ sql: SQL, _ each: (Row) throws -> Bool) async throws
}

/// What a driver provides for one transaction that changes something.
protocol WriteSession: Session {
  func run(_ sql: SQL) async throws -> Int
  /// Executes the statement now or before the next one, at the latest before the commit.
  func queue(_ sql: SQL) async throws
  /// Executes several statements that are part of the program, such as a migration.
  func script(_ text: String) async throws
  func setSavepoint() async throws
  func releaseSavepoint() async throws
  /// Throws only when the transaction as a whole is lost.
  func undoSavepoint() async throws
}
