import CSQLite
import Glibc

/// Work on the whole file; it blocks, for as long as the file is big.
enum SQLiteFile {
  /// What is damaged, one line each.
  static func problems(of sqlite: SQLiteConnection) throws -> [String] {
    var problems: [String] = []
    try sqlite.rows("PRAGMA integrity_check") { row in
      let line: String = try row[0]
      if line != "ok" { problems.append(line) }
      return true
    }
    try sqlite.rows("PRAGMA foreign_key_check") { row in
      let (table, id, parent) = (try row[0] as String, try row[1] as Int64?, try row[2] as String)
      problems.append("row \(id.map(String.init) ?? "?") of \(table) refers to a row of \(parent) that does not exist")
      return true
    }
    return problems
  }

  /// Copies one moment's state into a new file, which appears under its name when it is complete and on disk.
  static func copy(_ source: SQLiteConnection, to destination: String) throws(SQLError) {
    guard access(destination, F_OK) != 0 else { throw .misuse("\(destination) exists already") }
    let partial = destination + ".partial"
    unlink(partial)
    do throws(SQLError) {
      try copyPages(source, to: partial)
      try synchronize(partial)
    } catch {
      unlink(partial)
      throw error
    }
    guard rename(partial, destination) == 0 else {
      let code = errno
      unlink(partial)
      throw .unavailable("the backup cannot be renamed to \(destination) (errno \(code))")
    }
    let folder = destination.lastIndex(of: "/").map { String(destination[...$0]) } ?? "."
    try synchronize(folder)
  }

  private static func copyPages(_ source: SQLiteConnection, to path: String) throws(SQLError) {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
    guard let target = opened else { throw .outOfMemory }
    defer { sqlite3_close_v2(target) }
    guard code == SQLITE_OK else { throw SQLiteFailure.error(code, of: target) }
    guard let backup = sqlite3_backup_init(target, "main", source.handle, "main") else {
      throw SQLiteFailure.error(sqlite3_errcode(target), of: target)
    }
    // In one step the source stays at one moment, however much is written meanwhile.
    let copied = sqlite3_backup_step(backup, -1)
    let finished = sqlite3_backup_finish(backup)
    guard copied == SQLITE_DONE, finished == SQLITE_OK else {
      throw SQLiteFailure.error(finished == SQLITE_OK ? copied : finished, of: target)
    }
  }

  private static func synchronize(_ path: String) throws(SQLError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unavailable("\(path) cannot be opened (errno \(errno))") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .unavailable("\(path) cannot be written to disk (errno \(errno))") }
  }
}
