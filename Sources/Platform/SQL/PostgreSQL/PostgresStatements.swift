import Synchronization

/// A statement as every connection prepares it: its text, and the types of its values. Two statements of one text whose values
/// differ in type are two.
final class PostgresStatement: Sendable {
  let number: Int
  /// What connections call it.
  let name: String
  let text: String
  let types: [UInt32]
  private let shape: StatementShape

  init(number: Int, sql: SQL, types: [UInt32]) {
    self.number = number
    name = "s\(number)"
    text = sql.text(for: .postgres)
    self.types = types
    shape = StatementShape(sql)
  }

  func matches(_ sql: SQL, _ types: [UInt32]) -> Bool { self.types == types && shape.matches(sql) }
}

/// A statement's values in the binary format, one after another.
struct PostgresValues: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each value ends; NULLs and text the server cannot hold are marked.
  private(set) var spans: [(start: Int32, count: Int32)] = []
  static let null: Int32 = -1

  var count: Int { spans.count }

  mutating func append(_ value: SQLValue) throws(SQLError) {
    let start = bytes.count
    switch value {
    case .null:
      spans.append((0, Self.null))
      return
    case .integer(let integer): append(UInt64(bitPattern: integer))
    case .real(let real): append(real.bitPattern)
    case .boolean(let boolean): bytes.append(boolean ? 1 : 0)
    case .text(let text):
      guard !text.utf8.contains(0) else { throw .statement("text with a NUL character, which PostgreSQL cannot hold") }
      bytes.append(contentsOf: text.utf8)
    case .blob(let blob): bytes.append(contentsOf: blob)
    }
    guard bytes.count <= 1 << 29 else { throw .statement("a value is too big") }
    spans.append((Int32(start), Int32(bytes.count - start)))
  }

  private mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}

/// All statements met so far, found again by their shape.
final class PostgresStatements: Sendable {
  private struct State {
    var known: [UInt64: PostgresStatement] = [:]
    var next = 1
  }

  private static let limit = 4_096
  private let state = Mutex(State())

  /// The statement and its values. Throws for one that only this library may give, and for none.
  func resolve(_ sql: SQL) throws(SQLError) -> (PostgresStatement, PostgresValues) {
    var values = PostgresValues()
    var types: [UInt32] = []
    var key = sql.identity
    for piece in sql.pieces {
      guard case .value(let value) = piece else { continue }
      let type = PostgresType(of: value).rawValue
      types.append(type)
      key = (key ^ UInt64(type)) &* 0x9e37_79b9_7f4a_7c15
      try values.append(value)
    }
    return (try find(sql, types, key), values)
  }

  private func find(_ sql: SQL, _ types: [UInt32], _ hash: UInt64) throws(SQLError) -> PostgresStatement {
    try state.withLock { state throws(SQLError) in
      var key = hash
      while let statement = state.known[key] {
        if statement.matches(sql, types) { return statement }
        key &+= 1
      }
      if state.known.count >= Self.limit {
        state.known = [:]
        key = hash
      }
      let statement = PostgresStatement(number: state.next, sql: sql, types: types)
      try Self.check(statement.text)
      state.next += 1
      state.known[key] = statement
      return statement
    }
  }

  private static func check(_ text: String) throws(SQLError) {
    let verb = text.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
    switch verb {
    case "": if text.allSatisfy({ $0.isWhitespace || $0 == ";" }) { throw .misuse("an empty statement") }
    case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE":
      throw .misuse("a statement that begins or ends a transaction")
    default: break
    }
  }
}
