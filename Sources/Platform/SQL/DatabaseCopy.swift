/// Moves everything an SQLite database holds into a PostgreSQL database with the same schema, table by table, those first that
/// others refer to.
///
/// What has been copied stands in the target's table `copy_progress`, so a copy that was interrupted goes on where it stopped.
/// In the end both sides are read again and compared; only then is that table dropped. Neither may be written to meanwhile.
public struct DatabaseCopy: Sendable {
  public enum Progress: Sendable, Equatable {
    case copied(table: String, rows: Int, of: Int)
    case compared(table: String, rows: Int)
  }

  private let source: Database
  private let target: Database
  private let report: @Sendable (Progress) -> Void
  /// Rows per statement; fewer for wide tables, as a statement holds at most 65,535 values.
  private static let chunk = 500

  public init(from source: Database, to target: Database, report: @escaping @Sendable (Progress) -> Void) {
    self.source = source
    self.target = target
    self.report = report
  }

  /// - Parameter migrations: the schema of both, in the migrator's groups. The source must have all of it; the target is brought there, and must have been
  ///   empty, or be that of a copy that was interrupted.
  public func run(_ migrations: [[Migration]]) async throws {
    guard source.dialect == .sqlite, target.dialect == .postgres else { throw SQLError.misuse("a copy goes from SQLite to PostgreSQL") }
    guard try await Migrator(source, migrations).status().allSatisfy(\.isApplied) else {
      throw SQLError.migration("the source has an older schema: migrate it first")
    }
    let tables = try await begin(migrations)
    for table in tables { try await copy(table) }
    for table in tables { try await compare(table) }
    for table in tables { try await setSequence(of: table) }
    try await target.run("DROP TABLE copy_progress")
  }

  /// Prepares the target; the tables in order.
  private func begin(_ migrations: [[Migration]]) async throws -> [CopiedTable] {
    let isResuming = try await target.value("SELECT to_regclass('copy_progress') IS NOT NULL", as: Bool.self) ?? false
    if !isResuming {
      guard try await Migrator(target, migrations).status().allSatisfy({ !$0.isApplied }) else {
        throw SQLError.misuse("the target is in use already: copying wants an empty database")
      }
      // Created first: should this be interrupted, the next attempt knows whose tables these are.
      try await target.run(
        "CREATE TABLE copy_progress (name TEXT PRIMARY KEY, rows BIGINT NOT NULL, last_key TEXT NOT NULL, done BOOLEAN NOT NULL)")
    }
    try await Migrator(target, migrations).up()
    let tables = try await CopiedTable.all(in: target)
    try await target.write { transaction in
      let begun = try await transaction.value("SELECT COUNT(*) FROM copy_progress", as: Int.self) ?? 0
      guard begun == 0 else { return }
      // Rows that the migrations put there come from the source as well, perhaps changed.
      try await transaction.run(SQL(verbatim: "TRUNCATE " + tables.map(\.name).joined(separator: ", ")))
      for table in tables { try await transaction.run("INSERT INTO copy_progress VALUES (\(table.name), 0, '', false)") }
    }
    return tables
  }

  // MARK: Copying

  private func copy(_ table: CopiedTable) async throws {
    let total = try await source.value(SQL(verbatim: "SELECT COUNT(*) FROM \(table.name)"), as: Int.self) ?? 0
    let progress = try await target.first("SELECT rows, last_key, done FROM copy_progress WHERE name = \(table.name)", as: Stand.self)
    guard let progress, !progress.isDone else { return report(.copied(table: table.name, rows: total, of: total)) }
    var copied = progress.rows
    var key = try table.key(from: progress.key)
    let size = min(Self.chunk, 60_000 / table.columns.count)
    while true {
      let rows = try await Self.rows(of: table, after: key, limit: size, in: source)
      let isDone = rows.count < size
      copied += rows.count
      if let last = rows.last { key = table.key(of: last) }
      let (count, text) = (copied, key.map(table.text(of:)) ?? "")
      try await target.write { transaction in
        if !rows.isEmpty { try await transaction.run(table.insertion(of: rows)) }
        try await transaction.run(
          "UPDATE copy_progress SET rows = \(count), last_key = \(text), done = \(isDone) WHERE name = \(table.name)")
      }
      report(.copied(table: table.name, rows: copied, of: total))
      if isDone { return }
    }
  }

  private struct Stand: RowDecodable {
    let rows: Int
    let key: String
    let isDone: Bool

    init(row: Row) throws {
      rows = try row[0]
      key = try row[1]
      isDone = try row[2]
    }
  }

  // MARK: Comparing

  private func compare(_ table: CopiedTable) async throws {
    let before = try await Self.sum(of: table, in: source)
    let after = try await Self.sum(of: table, in: target)
    guard before == after else {
      throw SQLError.misuse(
        "\(table.name) differs: \(before.rows) rows became \(after.rows), or some have changed. Was the source written to? "
          + "Begin again with an empty target")
    }
    report(.compared(table: table.name, rows: after.rows))
  }

  private struct Sum: Equatable {
    var rows = 0
    var content: UInt64 = 0
  }

  /// Independent of the order of rows, which the two databases see differently for text.
  private static func sum(of table: CopiedTable, in database: Database) async throws -> Sum {
    var sum = Sum()
    var key: [SQLValue]?
    while true {
      let rows = try await rows(of: table, after: key, limit: 2_000, in: database)
      for row in rows {
        sum.rows += 1
        sum.content &+= table.checksum(of: row)
      }
      guard rows.count == 2_000, let last = rows.last else { return sum }
      key = table.key(of: last)
    }
  }

  private static func rows(of table: CopiedTable, after key: [SQLValue]?, limit: Int, in database: Database) async throws -> [[SQLValue]] {
    let statement = table.selection(after: key, limit: limit)
    return try await database.read { connection in
      try await connection.all(statement) { row in
        try table.columns.indices.map { index in
          try table.normalised(try Column(storage: row.storage, position: index).anything(), of: index)
        }
      }
    }
  }

  // MARK: Numbers to come

  /// The next row gets a number no row ever had, those deleted included where SQLite remembers them.
  private func setSequence(of table: CopiedTable) async throws {
    guard let column = table.identity else { return }
    let hasMemory = try await source.value("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence')", as: Bool.self)
    let remembered =
      hasMemory == true ? try await source.value("SELECT seq FROM sqlite_sequence WHERE name = \(table.name)", as: Int.self) ?? 0 : 0
    let highest = try await target.value(SQL(verbatim: "SELECT COALESCE(MAX(\(column)), 0) FROM \(table.name)"), as: Int.self) ?? 0
    try await target.run("SELECT setval(pg_get_serial_sequence(\(table.name), \(column)), \(max(remembered, highest) + 1), false)")
  }
}
