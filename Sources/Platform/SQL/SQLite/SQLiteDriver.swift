import CSQLite
import Glibc
import Synchronization

/// SQLite behind `Database`: one writer, a pool of readers, and files.
final class SQLiteDriver: Driver {
  private let path: String
  private let options: DatabaseOptions
  private let writer: SQLiteWriter
  private let readers: SQLiteReaders

  init(path: String, options: DatabaseOptions) throws(SQLError) {
    guard !path.isEmpty, !path.contains(":memory:"), !path.contains("\0") else { throw .misuse("an SQLite database needs a file") }
    self.path = path
    self.options = options
    try Self.makeFolder(of: path)
    writer = try SQLiteWriter(path: path, options: options)
    readers = SQLiteReaders(path: path, options: options)
  }

  deinit { writer.stop() }

  var dialect: Dialect { .sqlite }

  func lease(_ purpose: ReadPurpose) async throws -> Connection {
    let reader = try await readers.lease()
    guard purpose == .snapshot else { return Connection(reader) }
    do throws(SQLError) {
      try reader.sqlite.control("BEGIN")
      return Connection(reader)
    } catch {
      readers.release(reader)
      throw error
    }
  }

  func release(_ connection: Connection, _ purpose: ReadPurpose) async {
    guard let reader = connection.session as? SQLiteReader else { return }
    // Should this fail, the pool finds the transaction open and closes the connection.
    if purpose == .snapshot { try? reader.sqlite.control("COMMIT") }
    readers.release(reader)
  }

  func write(_ body: @Sendable (Transaction) async throws -> Void) async throws {
    try await writer.write(body)
  }

  func run(_ sql: SQL) async throws -> Int {
    let changes = Atomic(0)
    try await writer.write { transaction in changes.store(try await transaction.run(sql), ordering: .relaxed) }
    return changes.load(ordering: .relaxed)
  }

  func schema() async throws -> [String] {
    let connection = try await lease(.statement)
    do {
      let statements: [String] = try await connection.values(
        """
        SELECT s.sql FROM sqlite_schema AS s WHERE s.sql IS NOT NULL AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND NOT EXISTS (SELECT 1 FROM pragma_table_list AS t WHERE t.name = s.name AND t.type = 'shadow')
        ORDER BY CASE s.type WHEN 'table' THEN 0 WHEN 'view' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, s.tbl_name, s.name
        """)
      await release(connection, .statement)
      return statements
    } catch {
      await release(connection, .statement)
      throw error
    }
  }

  func explain(_ sql: SQL) async throws -> [String] {
    let connection = try await lease(.statement)
    do {
      let steps: [String] = try await connection.all("EXPLAIN QUERY PLAN \(sql)") { try $0[3] }
      await release(connection, .statement)
      return steps
    } catch {
      await release(connection, .statement)
      throw error
    }
  }

  func checkIntegrity() async throws -> [String] {
    try await OwnThread.run { [path, options] in
      let sqlite = try SQLiteConnection(path: path, access: .readOnly, options: options)
      defer { sqlite.close() }
      return try SQLiteFile.problems(of: sqlite)
    }
  }

  func ping() async throws {
    let connection = try await lease(.statement)
    do {
      guard try await connection.value("SELECT 1", as: Int.self) == 1 else { throw SQLError.unavailable("SELECT 1 did not answer 1") }
      await release(connection, .statement)
    } catch {
      await release(connection, .statement)
      throw error
    }
    try await writer.requireWritable()
  }

  func eraseRemains() async throws {
    try await OwnThread.run { [path, options] in try SQLiteFile.emptyLog(of: path, options) }
  }

  func backup(to destination: String) async throws {
    try await OwnThread.run { [path, options] in
      let sqlite = try SQLiteConnection(path: path, access: .readOnly, options: options)
      defer { sqlite.close() }
      try SQLiteFile.copy(sqlite, to: destination)
    }
  }

  func metrics() -> DatabaseMetrics {
    var metrics = DatabaseMetrics()
    let reading = readers.metrics
    metrics.readerWaits = reading.waits
    metrics.readerTimeouts = reading.timeouts
    metrics.statements = reading.statements
    metrics.slowStatements = reading.slow
    writer.fill(&metrics)
    return metrics
  }

  /// The readers go first: the last connection to close moves the write-ahead log into the database.
  func close() async {
    await readers.close()
    await writer.close()
  }

  private static func makeFolder(of path: String) throws(SQLError) {
    var folder = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      folder += part + "/"
      guard folder != "/", mkdir(folder, 0o700) != 0, errno != EEXIST else { continue }
      throw .unavailable("the folder \(folder) cannot be made (errno \(errno))")
    }
  }
}
