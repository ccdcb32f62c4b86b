import CSQLite
import Glibc

/// SQLite's result codes as `SQLError`.
enum SQLiteFailure {
  /// The error behind a result code. A unique violation carries the columns SQLite names, until `indexName` finds the index.
  static func error(_ code: Int32, of handle: OpaquePointer) -> SQLError {
    let message = String(cString: sqlite3_errmsg(handle))
    switch code & 0xff {
    case SQLITE_CONSTRAINT: return constraint(sqlite3_extended_errcode(handle), message)
    case SQLITE_FULL: return .diskFull
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy
    case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt(message)
    case SQLITE_NOMEM: return .outOfMemory
    case SQLITE_IOERR:
      let extended = sqlite3_extended_errcode(handle)
      if extended == ioError(12) { return .outOfMemory }
      let cause = sqlite3_system_errno(handle)
      if cause == ENOSPC || cause == EDQUOT { return .diskFull }
      if cause == EROFS || cause == EPERM { return .readOnly("\(message) (errno \(cause))") }
      return .unavailable("\(message) (code \(extended), errno \(cause))")
    case SQLITE_READONLY: return .readOnly("\(message) (code \(sqlite3_extended_errcode(handle)))")
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_PROTOCOL, SQLITE_NOLFS, SQLITE_INTERRUPT:
      return .unavailable("\(message) (code \(sqlite3_extended_errcode(handle)))")
    default: return .statement(message)
    }
  }

  private static func ioError(_ detail: Int32) -> Int32 { SQLITE_IOERR | (detail << 8) }

  private static func constraint(_ extended: Int32, _ message: String) -> SQLError {
    let subject = message.firstRange(of: " constraint failed: ").map { String(message[$0.upperBound...]) } ?? message
    switch extended >> 8 {
    case 8, 6, 10: return .uniqueViolation(index: subject)  // UNIQUE, PRIMARYKEY, ROWID
    case 3: return .foreignKeyViolation
    case 1: return .checkViolation(subject)
    case 5: return .notNullViolation(subject)
    default: return .statement(message)
    }
  }

  /// The unique index over the columns that SQLite names (`rooms.kind, rooms.name`), by PostgreSQL's naming where it has no
  /// name of its own. An index on expressions is named by SQLite itself (`index 'rooms_lower_name'`).
  static func indexName(for columns: String, code: Int32, in handle: OpaquePointer) -> String {
    if columns.hasPrefix("index '"), columns.hasSuffix("'") { return String(columns.dropFirst(7).dropLast()) }
    let names = columns.split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1) }
    guard let table = names.first?.first.map(String.init), names.allSatisfy({ $0.count == 2 }) else { return columns }
    if code >> 8 != 8 { return "\(table)_pkey" }
    let wanted = names.map { String($0[1]) }
    let list = strings(
      "SELECT name, origin FROM pragma_index_list(?1) WHERE \"unique\" ORDER BY origin = 'c' DESC, name", table, in: handle)
    for index in list {
      let parts = strings("SELECT name, '' FROM pragma_index_info(?1) ORDER BY seqno", index.0, in: handle).map(\.0)
      guard parts == wanted else { continue }
      switch index.1 {
      case "pk": return "\(table)_pkey"
      case "u": return "\(table)_\(wanted.joined(separator: "_"))_key"
      default: return index.0
      }
    }
    return columns
  }

  /// Two columns of text of every row; nothing when the query fails, as the error being described matters more.
  private static func strings(_ text: String, _ argument: String, in handle: OpaquePointer) -> [(String, String)] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK, let statement else { return [] }
    defer { sqlite3_finalize(statement) }
    csqlite_bind_text(statement, 1, argument, UInt64(argument.utf8.count))
    var rows: [(String, String)] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      rows.append((column(statement, 0), column(statement, 1)))
    }
    return rows
  }

  private static func column(_ statement: OpaquePointer, _ index: Int32) -> String {
    sqlite3_column_text(statement, index).map { String(cString: $0) } ?? ""
  }
}
