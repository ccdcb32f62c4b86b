import CSQLite
import Glibc
import Synchronization

/// One open connection with its prepared statements. Not thread-safe: one task uses it at a time.
final class SQLiteConnection {
  enum Access {
    case readOnly, readWrite
  }

  let handle: OpaquePointer
  let activity: StatementActivity
  private var statements: [UInt64: SQLiteStatement] = [:]
  private var controls: [String: OpaquePointer] = [:]
  private var indexNames: [String: String] = [:]
  private var uncountedChanges: Int64 = 0

  /// Prepared statements kept; beyond that all are dropped and prepared again when met.
  private static let cacheLimit = 512

  init(path: String, access: Access, options: DatabaseOptions) throws(SQLError) {
    Self.prepareLibrary
    if access == .readWrite { try SQLiteFile.create(path) }
    let flags =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
      case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
      }
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_EXRESCODE, nil)
    guard let opened else { throw .outOfMemory }
    guard code == SQLITE_OK else {
      let error = SQLiteFailure.error(code, of: opened)
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    activity = StatementActivity(threshold: options.slowStatement, report: options.onSlowStatement)
    do throws(SQLError) {
      try configure(access, options)
    } catch {
      close()
      throw error
    }
  }

  /// Once per process, before the first connection: without SQLite's own memory statistics its allocations need no global lock.
  private static let prepareLibrary: Void = { _ = csqlite_without_memory_statistics() }()

  private func configure(_ access: Access, _ options: DatabaseOptions) throws(SQLError) {
    csqlite_defensive(handle)
    sqlite3_busy_timeout(handle, Int32(options.busyTimeout / .milliseconds(1)))
    switch access {
    case .readOnly:
      // A reader forgets its pages with every commit, and looks into the file for what is in it.
      try script("PRAGMA query_only = ON; PRAGMA cache_size = -4096")
    case .readWrite:
      // SQLite opens a file it may not write to for reading, and says nothing.
      guard sqlite3_db_readonly(handle, "main") == 0 else { throw .readOnly("this process may not write to the file") }
      guard try writeAheadLog(within: options.busyTimeout) == "wal" else { throw .unavailable("the file system has no write-ahead log") }
      try script(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384")
      if let bytes = options.maximumBytes { try script("PRAGMA max_page_count = \(max(1, bytes / 4_096))") }
    }
    try script(
      """
      PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;
      PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;
      """)
  }

  /// The journal that a new file has from now on. SQLite refuses at once, without its busy timeout, when two connections give a new file
  /// its log at the same moment (each waits for the other's lock). Then this asks again.
  private func writeAheadLog(within timeout: Duration) throws(SQLError) -> String? {
    let end = ContinuousClock.now + timeout
    while true {
      do throws(SQLError) { return try text(of: "PRAGMA journal_mode = WAL") } catch {
        guard error == .busy, ContinuousClock.now < end else { throw error }
        usleep(5_000)
      }
    }
  }

  func close() {
    for statement in statements.values { sqlite3_finalize(statement.handle) }
    for statement in controls.values { sqlite3_finalize(statement) }
    statements = [:]
    controls = [:]
    sqlite3_close_v2(handle)
  }

  /// False when a transaction is open.
  var isIdle: Bool { sqlite3_get_autocommit(handle) != 0 }

  /// Differs from what it was if anything has been changed since then; it may differ though nothing was.
  var changeMark: Int64 { sqlite3_total_changes64(handle) &+ uncountedChanges }

  // MARK: Statements

  func rows(_ sql: SQL, _ each: (Row) throws -> Bool) throws {
    let statement = try prepared(sql)
    let started = activity.begin()
    defer {
      sqlite3_reset(statement.handle)
      sqlite3_clear_bindings(statement.handle)
      activity.end(started, statement)
    }
    try bind(sql, to: statement)
    if !statement.isCounted { uncountedChanges += 1 }
    let row = Row(SQLiteRow(statement.handle))
    while true {
      switch sqlite3_step(statement.handle) {
      case SQLITE_ROW:
        let goesOn: Bool
        do { goesOn = try each(row) } catch {
          try finish(statement)
          throw error
        }
        if !goesOn { return try finish(statement) }
      case SQLITE_DONE: return
      case let code: throw failure(code)
      }
    }
  }

  func run(_ sql: SQL) throws(SQLError) -> Int {
    let statement = try prepared(sql)
    let started = activity.begin()
    defer {
      sqlite3_reset(statement.handle)
      sqlite3_clear_bindings(statement.handle)
      activity.end(started, statement)
    }
    try bind(sql, to: statement)
    if !statement.isCounted { uncountedChanges += 1 }
    while true {
      switch sqlite3_step(statement.handle) {
      case SQLITE_ROW: continue
      case SQLITE_DONE: return statement.changesRows ? Int(sqlite3_changes64(handle)) : 0
      case let code: throw failure(code)
      }
    }
  }

  /// A statement that changes something has done so only when it has been stepped to its end.
  private func finish(_ statement: SQLiteStatement) throws(SQLError) {
    guard !statement.isReadOnly else { return }
    while true {
      switch sqlite3_step(statement.handle) {
      case SQLITE_ROW: continue
      case SQLITE_DONE: return
      case let code: throw failure(code)
      }
    }
  }

  /// Executes all statements of a text that is part of the program.
  func script(_ text: String) throws(SQLError) {
    uncountedChanges += 1
    let code = sqlite3_exec(handle, text, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// Writes what is in the database now into the empty file at `path`.
  func vacuum(into path: String) throws(SQLError) {
    let quoted = path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    try script("PRAGMA query_only = OFF; VACUUM INTO '\(quoted)'")
  }

  private func text(of pragma: String) throws(SQLError) -> String? {
    let statement = try prepare(pragma)
    defer { sqlite3_finalize(statement) }
    let code = sqlite3_step(statement)
    guard code == SQLITE_ROW || code == SQLITE_DONE else { throw failure(code) }
    return sqlite3_column_text(statement, 0).map { String(cString: $0) }
  }

  /// Executes one statement of transaction control.
  func control(_ text: StaticString) throws(SQLError) {
    let key = text.description
    let statement: OpaquePointer
    if let known = controls[key] {
      statement = known
    } else {
      statement = try prepare(key)
      controls[key] = statement
    }
    let code = sqlite3_step(statement)
    guard code == SQLITE_DONE else {
      let error = failure(code)
      sqlite3_reset(statement)
      throw error
    }
    sqlite3_reset(statement)
  }

  // MARK: Preparing

  private func prepared(_ sql: SQL) throws(SQLError) -> SQLiteStatement {
    var key = sql.identity
    while let statement = statements[key] {
      if statement.shape.matches(sql) { return statement }
      key &+= 1
    }
    if statements.count >= Self.cacheLimit {
      for statement in statements.values { sqlite3_finalize(statement.handle) }
      statements = [:]
      key = sql.identity
    }
    let text = sql.text(for: .sqlite)
    let statement = SQLiteStatement(handle: try prepare(text), text: text, shape: StatementShape(sql))
    guard !statement.controlsTransaction else {
      sqlite3_finalize(statement.handle)
      throw .misuse("a statement that begins or ends a transaction")
    }
    statements[key] = statement
    return statement
  }

  private func prepare(_ text: String) throws(SQLError) -> OpaquePointer {
    var text = text
    var statement: OpaquePointer?
    let (code, rest) = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        var tail: UnsafePointer<CChar>?
        let code = sqlite3_prepare_v3(
          handle, characters.baseAddress, Int32(characters.count), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &tail)
        let used = tail.flatMap { tail in characters.baseAddress.map { tail - $0 } } ?? 0
        return (code, bytes.dropFirst(used).contains { $0 > 0x20 && $0 != UInt8(ascii: ";") })
      }
    }
    guard code == SQLITE_OK else { throw failure(code) }
    guard let statement else { throw .misuse("an empty statement") }
    guard !rest else {
      sqlite3_finalize(statement)
      throw .misuse("several statements where one is expected")
    }
    return statement
  }

  private func bind(_ sql: SQL, to statement: SQLiteStatement) throws(SQLError) {
    var position: Int32 = 0
    for piece in sql.pieces {
      guard case .value(let value) = piece else { continue }
      position += 1
      let code =
        switch value {
        case .null: sqlite3_bind_null(statement.handle, position)
        case .integer(let integer): sqlite3_bind_int64(statement.handle, position, integer)
        case .real(let real): sqlite3_bind_double(statement.handle, position, real)
        case .boolean(let boolean): sqlite3_bind_int64(statement.handle, position, boolean ? 1 : 0)
        case .text(var text):
          text.withUTF8 { csqlite_bind_text(statement.handle, position, $0.baseAddress ?? UnsafePointer(bitPattern: 1), UInt64($0.count)) }
        case .blob(let blob):
          blob.withUnsafeBytes { csqlite_bind_blob(statement.handle, position, $0.baseAddress, UInt64($0.count)) }
        }
      guard code == SQLITE_OK else { throw code == SQLITE_TOOBIG ? .statement("a value is too big") : failure(code) }
    }
  }

  // MARK: Errors

  func failure(_ code: Int32) -> SQLError {
    let error = SQLiteFailure.error(code, of: handle)
    guard case .uniqueViolation(let columns) = error else { return error }
    return .uniqueViolation(index: indexName(for: columns, code: sqlite3_extended_errcode(handle)))
  }

  /// SQLite names the columns of a violated index; this finds the index, once per set of columns.
  private func indexName(for columns: String, code: Int32) -> String {
    if let known = indexNames[columns] { return known }
    let name = SQLiteFailure.indexName(for: columns, code: code, in: handle)
    indexNames[columns] = name
    return name
  }
}

/// A prepared statement.
final class SQLiteStatement {
  let handle: OpaquePointer
  let text: String
  let shape: StatementShape
  let isReadOnly: Bool
  /// An INSERT, UPDATE or DELETE, for which SQLite counts rows; others leave the last count standing.
  let changesRows: Bool
  /// Whatever it changes, SQLite counts; it does not where a table is made, for one.
  var isCounted: Bool { isReadOnly || changesRows }
  /// BEGIN, COMMIT and their like, which are this library's to give.
  let controlsTransaction: Bool

  init(handle: OpaquePointer, text: String, shape: StatementShape) {
    self.handle = handle
    self.text = text
    self.shape = shape
    isReadOnly = sqlite3_stmt_readonly(handle) != 0
    let verb = text.drop { $0.isWhitespace }.prefix(7).uppercased()
    changesRows = !isReadOnly && ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].contains { verb.hasPrefix($0) }
    controlsTransaction = ["BEGIN", "COMMIT", "END", "ROLLBAC", "SAVEPOI", "RELEASE"].contains { verb.hasPrefix($0) }
  }
}
