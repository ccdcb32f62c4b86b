import CSQLite

/// The current row of a stepped statement.
@usableFromInline struct SQLiteRow {
  let statement: OpaquePointer

  init(_ statement: OpaquePointer) { self.statement = statement }

  @usableFromInline var columnCount: Int { Int(sqlite3_data_count(statement)) }

  @usableFromInline func isNull(_ position: Int) -> Bool {
    sqlite3_column_type(statement, Int32(truncatingIfNeeded: position)) == SQLITE_NULL && position < columnCount
  }

  @usableFromInline func integer(_ position: Int) throws(SQLError) -> Int64 {
    let index = Int32(truncatingIfNeeded: position)
    guard sqlite3_column_type(statement, index) == SQLITE_INTEGER else { throw mismatch(position, "an integer") }
    return sqlite3_column_int64(statement, index)
  }

  @usableFromInline func real(_ position: Int) throws(SQLError) -> Double {
    let index = Int32(truncatingIfNeeded: position)
    switch sqlite3_column_type(statement, index) {
    case SQLITE_FLOAT, SQLITE_INTEGER: return sqlite3_column_double(statement, index)
    default: throw mismatch(position, "a number")
    }
  }

  @usableFromInline func boolean(_ position: Int) throws(SQLError) -> Bool {
    let index = Int32(truncatingIfNeeded: position)
    guard sqlite3_column_type(statement, index) == SQLITE_INTEGER else { throw mismatch(position, "a boolean") }
    switch sqlite3_column_int64(statement, index) {
    case 0: return false
    case 1: return true
    default: throw mismatch(position, "0 or 1")
    }
  }

  @usableFromInline func text(_ position: Int) throws(SQLError) -> String {
    let index = Int32(truncatingIfNeeded: position)
    guard sqlite3_column_type(statement, index) == SQLITE_TEXT else { throw mismatch(position, "text") }
    guard let bytes = sqlite3_column_text(statement, index) else { throw .outOfMemory }
    let buffer = UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, index)))
    guard let text = String(validating: buffer, as: UTF8.self) else { throw .decoding(column: position, "text that is no UTF-8") }
    return text
  }

  @usableFromInline func blob(_ position: Int) throws(SQLError) -> [UInt8] {
    let index = Int32(truncatingIfNeeded: position)
    guard sqlite3_column_type(statement, index) == SQLITE_BLOB else { throw mismatch(position, "bytes") }
    let bytes = sqlite3_column_blob(statement, index)
    let count = Int(sqlite3_column_bytes(statement, index))
    guard count > 0 else { return [] }
    guard let bytes else { throw .outOfMemory }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
  }

  func anything(_ position: Int) throws(SQLError) -> SQLValue {
    switch sqlite3_column_type(statement, Int32(truncatingIfNeeded: position)) {
    case SQLITE_INTEGER: .integer(try integer(position))
    case SQLITE_FLOAT: .real(try real(position))
    case SQLITE_TEXT: .text(try text(position))
    case SQLITE_BLOB: .blob(try blob(position))
    default: .null
    }
  }

  @usableFromInline func mismatch(_ position: Int, _ wanted: String) -> SQLError {
    guard position >= 0, position < columnCount else {
      return .decoding(column: position, "\(wanted) wanted, but the row has \(columnCount) columns")
    }
    let kind =
      switch sqlite3_column_type(statement, Int32(position)) {
      case SQLITE_INTEGER: "an integer"
      case SQLITE_FLOAT: "a floating-point number"
      case SQLITE_TEXT: "text"
      case SQLITE_BLOB: "bytes"
      default: "NULL"
      }
    return .decoding(column: position, "\(wanted) wanted, \(kind) found")
  }
}
