/// Brings a database's schema to where the program needs it. What has been applied stands in the table `schema_migrations`.
///
/// Migrations come in groups, such as the parts of a program that each bring tables. A group is append-only: what a database has
/// of it must be its beginning, unchanged. A group may refer to tables of the groups before it. So a new database gets the groups one
/// after another, and an existing one gets what each group has added since.
///
/// Two processes may migrate at once; each migration is applied by one of them, in a transaction of its own.
public struct Migrator: Sendable {
  public struct Status: Sendable, Equatable {
    public let name: String
    public let isApplied: Bool
  }

  private let database: Database
  private let groups: [[Migration]]

  /// Throws when two migrations have the same name.
  public init(_ database: Database, _ groups: [[Migration]]) throws(SQLError) {
    var names: Set<String> = []
    for migration in groups.joined() where !names.insert(migration.name).inserted {
      throw .migration("two migrations are called \(migration.name)")
    }
    self.database = database
    self.groups = groups
  }

  /// With one group.
  public init(_ database: Database, _ migrations: [Migration]) throws(SQLError) { try self.init(database, [migrations]) }

  /// Applies what is missing; the names of what was applied. Throws `SQLError.migration` when the database is newer than the
  /// program, or a migration was changed after it had been applied.
  @discardableResult
  public func up() async throws -> [String] {
    try await dropStatistics()
    // Nothing to do is found out without writing: a standby may be started on as well.
    if try await status().allSatisfy(\.isApplied) { return [] }
    try await alone { transaction in
      try await transaction.run(
        "CREATE TABLE IF NOT EXISTS schema_migrations (position BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, checksum TEXT NOT NULL)")
    }
    var applied: [String] = []
    while let name = try await applyNext() { applied.append(name) }
    return applied
  }

  /// Drops what `ANALYZE` has left in a SQLite file. The statements are written for the plans that SQLite makes from the schema alone, which stay
  /// the same while a database grows.
  private func dropStatistics() async throws {
    guard database.dialect == .sqlite else { return }
    let isAnalyzed: Int? = try await database.value("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
    if isAnalyzed != nil {
      try await database.write { try await $0.script("DROP TABLE IF EXISTS sqlite_stat1; DROP TABLE IF EXISTS sqlite_stat4") }
    }
  }

  /// Takes back the last `count` migrations, newest first; their names. Data in what they drop is gone.
  @discardableResult
  public func down(_ count: Int) async throws -> [String] {
    var undone: [String] = []
    while undone.count < count, let name = try await undoLast() { undone.append(name) }
    return undone
  }

  /// Takes back every migration that is not among `names`, newest first, wherever it stands among those that stay: what stays must not
  /// refer to it. The names of what was taken back; data in what they drop is gone.
  @discardableResult
  public func down(to names: Set<String>) async throws -> [String] {
    var undone: [String] = []
    while let name = try await undoLast(except: names) { undone.append(name) }
    return undone
  }

  /// Every migration of the program and whether the database has it. Throws as `up` does, and changes nothing.
  public func status() async throws -> [Status] {
    let applied = Set(try await database.read { try await appliedNames(in: $0) })
    return groups.joined().map { Status(name: $0.name, isApplied: applied.contains($0.name)) }
  }

  private func applyNext() async throws -> String? {
    try await alone { transaction in
      let applied = try await appliedNames(in: transaction)
      let known = Set(applied)
      guard let migration = groups.joined().first(where: { !known.contains($0.name) }) else { return nil }
      try await execute(migration.up(for: database.dialect), of: migration, in: transaction)
      try await transaction.run(
        """
        INSERT INTO schema_migrations (position, name, checksum) VALUES (\(applied.count + 1), \(migration.name), \(migration.checksum))
        """)
      return migration.name
    }
  }

  private func undoLast(except kept: Set<String> = []) async throws -> String? {
    try await alone { transaction in
      let applied = try await appliedNames(in: transaction)
      guard let index = applied.lastIndex(where: { !kept.contains($0) }),
        let migration = groups.joined().first(where: { $0.name == applied[index] })
      else { return nil }
      try await execute(migration.down(for: database.dialect), of: migration, in: transaction)
      try await transaction.run("DELETE FROM schema_migrations WHERE name = \(migration.name)")
      // The next one applied gets the position after the last: those behind move up, one after another, so that no two meet.
      for (behind, name) in applied.enumerated().dropFirst(index + 1) {
        try await transaction.run("UPDATE schema_migrations SET position = \(behind) WHERE name = \(name)")
      }
      return migration.name
    }
  }

  /// A transaction that no other migration runs beside. PostgreSQL's lock ends with it; SQLite has one writer anyway, on every
  /// process of the machine, since a write begins by taking the file's lock.
  @discardableResult
  private func alone<Result: Sendable>(_ body: @Sendable (Transaction) async throws -> Result) async throws -> Result {
    try await database.write { transaction in
      if database.dialect == .postgres { try await transaction.script("SELECT pg_advisory_xact_lock(\(Self.lock))") }
      return try await body(transaction)
    }
  }

  /// Any number that nothing else on the server locks.
  private static let lock = 7_860_402_115

  private func execute(_ text: String, of migration: Migration, in transaction: Transaction) async throws {
    do { try await transaction.script(text) } catch SQLError.statement(let reason) {
      throw SQLError.migration("\(migration.name): \(reason)")
    }
  }

  /// What the database has, in the order it was applied, having checked that it is the unchanged beginning of every group.
  private func appliedNames(in connection: Connection) async throws -> [String] {
    guard try await hasTable(connection) else { return [] }
    let applied = try await connection.all("SELECT name, checksum FROM schema_migrations ORDER BY position") { row in
      (name: try row[0] as String, checksum: try row[1] as String)
    }
    let checksums = Dictionary(applied.map { ($0.name, $0.checksum) }, uniquingKeysWith: { first, _ in first })
    let known = Set(groups.joined().map(\.name))
    if let newer = applied.first(where: { !known.contains($0.name) }) {
      throw SQLError.migration("the database is newer than this program: it has \(newer.name)")
    }
    for group in groups { try check(group, against: checksums) }
    return applied.map(\.name)
  }

  private func check(_ group: [Migration], against checksums: [String: String]) throws {
    let missing = group.firstIndex { checksums[$0.name] == nil } ?? group.endIndex
    if let early = group[missing...].first(where: { checksums[$0.name] != nil }) {
      throw SQLError.migration("\(early.name) was applied in another order; new migrations go to the end of their list")
    }
    if let edited = group[..<missing].first(where: { checksums[$0.name] != $0.checksum }) {
      throw SQLError.migration("\(edited.name) was changed after it had been applied; write a new migration instead")
    }
  }

  private func hasTable(_ connection: Connection) async throws -> Bool {
    try await connection.value(
      """
      SELECT EXISTS (SELECT 1 FROM \(sqlite: "sqlite_schema WHERE type = 'table' AND name", postgres: "pg_tables WHERE schemaname = current_schema() AND tablename") \
      = 'schema_migrations')
      """) ?? false
  }
}
