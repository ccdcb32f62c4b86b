/// Brings a database's schema to where the program needs it. What has been applied stands in the table `schema_migrations`.
///
/// The list is append-only: applied migrations must be its beginning, unchanged. Two processes may migrate at once; each
/// migration is applied by one of them, in a transaction of its own.
public struct Migrator: Sendable {
  public struct Status: Sendable, Equatable {
    public let name: String
    public let isApplied: Bool
  }

  private let database: Database
  private let migrations: [Migration]

  /// Throws when two migrations have the same name.
  public init(_ database: Database, _ migrations: [Migration]) throws(SQLError) {
    var names: Set<String> = []
    for migration in migrations where !names.insert(migration.name).inserted {
      throw .migration("two migrations are called \(migration.name)")
    }
    self.database = database
    self.migrations = migrations
  }

  /// Applies what is missing; the names of what was applied. Throws `SQLError.migration` when the database is newer than the
  /// program, or a migration was changed after it had been applied.
  @discardableResult
  public func up() async throws -> [String] {
    try await alone { transaction in
      try await transaction.run(
        "CREATE TABLE IF NOT EXISTS schema_migrations (position BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, checksum TEXT NOT NULL)")
    }
    var applied: [String] = []
    while let name = try await applyNext() { applied.append(name) }
    return applied
  }

  /// Takes back the last `count` migrations, newest first; their names. Data in what they drop is gone.
  @discardableResult
  public func down(_ count: Int) async throws -> [String] {
    var undone: [String] = []
    while undone.count < count, let name = try await undoLast() { undone.append(name) }
    return undone
  }

  /// Every migration of the program and whether the database has it. Throws as `up` does, and changes nothing.
  public func status() async throws -> [Status] {
    let applied = try await database.read { try await appliedCount(in: $0) }
    return migrations.enumerated().map { Status(name: $1.name, isApplied: $0 < applied) }
  }

  private func applyNext() async throws -> String? {
    try await alone { transaction in
      let applied = try await appliedCount(in: transaction)
      guard applied < migrations.count else { return nil }
      let migration = migrations[applied]
      try await execute(migration.up(for: database.dialect), of: migration, in: transaction)
      try await transaction.run(
        "INSERT INTO schema_migrations (position, name, checksum) VALUES (\(applied + 1), \(migration.name), \(migration.checksum))")
      return migration.name
    }
  }

  private func undoLast() async throws -> String? {
    try await alone { transaction in
      let applied = try await appliedCount(in: transaction)
      guard applied > 0 else { return nil }
      let migration = migrations[applied - 1]
      try await execute(migration.down(for: database.dialect), of: migration, in: transaction)
      try await transaction.run("DELETE FROM schema_migrations WHERE name = \(migration.name)")
      return migration.name
    }
  }

  /// A transaction that no other migration runs beside. PostgreSQL's lock ends with it; SQLite has one writer anyway, on every
  /// process of the machine, since a write begins by taking the file's lock.
  @discardableResult
  private func alone<Result: Sendable>(_ body: @Sendable (Transaction) async throws -> Result) async throws -> Result {
    try await database.write { transaction in
      if database.dialect == .postgres { try await transaction.session.script("SELECT pg_advisory_xact_lock(\(Self.lock))") }
      return try await body(transaction)
    }
  }

  /// Any number that nothing else on the server locks.
  private static let lock = 7_860_402_115

  private func execute(_ text: String, of migration: Migration, in transaction: Transaction) async throws {
    do { try await transaction.session.script(text) } catch SQLError.statement(let reason) {
      throw SQLError.migration("\(migration.name): \(reason)")
    }
  }

  /// How many of the list are in the database, having checked that they are its unchanged beginning.
  private func appliedCount(in connection: Connection) async throws -> Int {
    guard try await hasTable(connection) else { return 0 }
    let applied = try await connection.all("SELECT name, checksum FROM schema_migrations ORDER BY position") { row in
      (name: try row[0] as String, checksum: try row[1] as String)
    }
    for (position, entry) in applied.enumerated() {
      guard let known = migrations.first(where: { $0.name == entry.name }) else {
        throw SQLError.migration("the database is newer than this program: it has \(entry.name)")
      }
      guard position < migrations.count, migrations[position].name == entry.name else {
        throw SQLError.migration("\(entry.name) was applied in another order; new migrations go to the end of the list")
      }
      guard known.checksum == entry.checksum else {
        throw SQLError.migration("\(entry.name) was changed after it had been applied; write a new migration instead")
      }
    }
    return applied.count
  }

  private func hasTable(_ connection: Connection) async throws -> Bool {
    try await connection.value(
      """
      SELECT EXISTS (SELECT 1 FROM \(sqlite: "sqlite_schema WHERE type = 'table' AND name", postgres: "pg_tables WHERE schemaname = current_schema() AND tablename") \
      = 'schema_migrations')
      """) ?? false
  }
}
