/// A table as `DatabaseCopy` sees it: what PostgreSQL's catalogue says of it.
struct CopiedTable: Sendable {
  struct Column: Sendable, RowDecodable {
    let name: String
    let isBoolean: Bool
    let isInteger: Bool
    let isIdentity: Bool

    init(row: Row) throws {
      let type: String = try row[1]
      name = try row[0]
      isBoolean = type == "boolean"
      isInteger = type == "bigint" || type == "integer" || type == "smallint"
      isIdentity = try row[2] as String == "YES"
    }
  }

  let name: String
  let columns: [Column]
  /// Positions of the primary key's columns.
  let keyColumns: [Int]

  var identity: String? { columns.first(where: \.isIdentity)?.name }

  /// Every table of the current schema but the library's own and those whose comment says that they are rebuilt, referenced ones first.
  static func all(in database: Database) async throws -> [CopiedTable] {
    let names = try await database.values(
      """
      SELECT tablename::text FROM pg_tables
      WHERE schemaname = current_schema() AND tablename NOT IN ('schema_migrations', 'copy_progress')
        AND obj_description(format('%I.%I', schemaname, tablename)::regclass, 'pg_class') IS DISTINCT FROM 'rebuilt, not copied'
      ORDER BY tablename
      """, as: String.self)
    let references = try await database.read { connection in
      try await connection.all(
        """
        SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
        WHERE contype = 'f' AND conrelid <> confrelid AND connamespace = current_schema()::regnamespace
        """
      ) { row in (from: try row[0] as String, to: try row[1] as String) }
    }
    var tables: [CopiedTable] = []
    for name in try ordered(names, references) { tables.append(try await read(name, in: database)) }
    return tables
  }

  private static func ordered(_ names: [String], _ references: [(from: String, to: String)]) throws -> [String] {
    var ordered: [String] = []
    var rest = names
    while !rest.isEmpty {
      let free = rest.filter { name in !references.contains { $0.from == name && rest.contains($0.to) } }
      guard !free.isEmpty else {
        throw SQLError.misuse("tables that refer to each other cannot be copied: \(rest.joined(separator: ", "))")
      }
      ordered += free
      rest.removeAll(where: free.contains)
    }
    return ordered
  }

  private static func read(_ name: String, in database: Database) async throws -> CopiedTable {
    let columns = try await database.all(
      """
      SELECT column_name::text, data_type::text, is_identity::text FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = \(name) ORDER BY ordinal_position
      """, as: Column.self)
    let key = try await database.values(
      """
      SELECT a.attname::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
      WHERE i.indisprimary AND t.relnamespace = current_schema()::regnamespace AND t.relname = \(name)
      ORDER BY array_position(i.indkey::int2[], a.attnum)
      """, as: String.self)
    guard !key.isEmpty else { throw SQLError.misuse("\(name) has no primary key") }
    return CopiedTable(name: name, columns: columns, keyColumns: key.compactMap { part in columns.firstIndex { $0.name == part } })
  }

  // MARK: Statements

  private var columnList: String { columns.map { "\"\($0.name)\"" }.joined(separator: ", ") }

  /// The next rows in the order of the primary key.
  func selection(after key: [SQLValue]?, limit: Int) -> SQL {
    let names = keyColumns.map { "\"\(columns[$0].name)\"" }.joined(separator: ", ")
    var sql = SQL(verbatim: "SELECT \(columnList) FROM \(name)")
    if let key {
      sql.pieces.append(.text(" WHERE (\(names)) > ("))
      sql.append(key)
      sql.pieces.append(.text(")"))
    }
    sql.pieces.append(.text(" ORDER BY \(names) LIMIT \(limit)"))
    return sql
  }

  func insertion(of rows: [[SQLValue]]) -> SQL {
    var sql = SQL(verbatim: "INSERT INTO \(name) (\(columnList)) OVERRIDING SYSTEM VALUE VALUES (")
    for (index, row) in rows.enumerated() {
      if index > 0 { sql.pieces.append(.text("), (")) }
      sql.append(row)
    }
    sql.pieces.append(.text(")"))
    return sql
  }

  // MARK: Values

  /// SQLite keeps booleans as 0 and 1.
  func normalised(_ value: SQLValue, of column: Int) throws(SQLError) -> SQLValue {
    guard columns[column].isBoolean, case .integer(let number) = value else { return value }
    guard number == 0 || number == 1 else { throw .decoding(column: column, "0 or 1 wanted in \(name).\(columns[column].name)") }
    return .boolean(number == 1)
  }

  func key(of row: [SQLValue]) -> [SQLValue] { keyColumns.map { row[$0] } }

  /// A key as text, for `copy_progress`. No key holds the separator, a control character.
  func text(of key: [SQLValue]) -> String {
    key.map { value in
      switch value {
      case .integer(let integer): "\(integer)"
      case .text(let text): text
      case .null, .real, .boolean, .blob: ""
      }
    }.joined(separator: Self.separator)
  }

  func key(from text: String) throws(SQLError) -> [SQLValue]? {
    guard !text.isEmpty else { return nil }
    let parts = text.components(separatedBy: Self.separator)
    guard parts.count == keyColumns.count else { throw .misuse("copy_progress of \(name) is damaged") }
    return zip(keyColumns, parts).map { column, part in
      if columns[column].isInteger, let integer = Int64(part) { .integer(integer) } else { .text(part) }
    }
  }

  private static let separator = "\u{1f}"

  /// FNV-1a over the values, each with its kind and length.
  func checksum(of row: [SQLValue]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    func mix(_ kind: UInt8, _ bytes: some Collection<UInt8>) {
      mix(kind)
      withUnsafeBytes(of: UInt64(bytes.count)) { $0.forEach(mix) }
      bytes.forEach(mix)
    }
    for value in row {
      switch value {
      case .null: mix(0)
      case .integer(let integer): withUnsafeBytes(of: integer) { mix(1, $0) }
      case .real(let real): withUnsafeBytes(of: real.bitPattern) { mix(2, $0) }
      case .boolean(let boolean): mix(boolean ? 4 : 3)
      case .text(let text): mix(5, text.utf8)
      case .blob(let blob): mix(6, blob)
      }
    }
    return hash
  }
}

extension SQL {
  /// Values, separated by commas.
  fileprivate mutating func append(_ values: [SQLValue]) {
    for (index, value) in values.enumerated() {
      if index > 0 { pieces.append(.text(", ")) }
      pieces.append(.value(value))
    }
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
