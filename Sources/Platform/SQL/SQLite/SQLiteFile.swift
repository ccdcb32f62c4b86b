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

  /// Makes an empty file that its owner alone may read, where there is none. SQLite gives the log beside it the same rights.
  static func create(_ path: String) throws(SQLError) {
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == EEXIST { return }
      throw .unavailable("\(path) cannot be made (errno \(errno))")
    }
    defer { close(file) }
    // Made by root, it is still for the user whose folder it is.
    var owner = stat()
    guard geteuid() == 0, stat(folder(of: path), &owner) == 0 else { return }
    guard fchown(file, owner.st_uid, owner.st_gid) == 0 else { throw .unavailable("\(path) cannot be given to its owner (errno \(errno))") }
  }

  /// Moves everything from the log into the database, and empties the log: what was deleted is then in neither. Writers wait meanwhile, as
  /// short as can be; a reader that needs the log keeps it until next time.
  static func emptyLog(of path: String, _ options: DatabaseOptions) throws {
    var options = options
    options.busyTimeout = .milliseconds(100)
    let sqlite = try SQLiteConnection(path: path, access: .readWrite, options: options)
    defer { sqlite.close() }
    try sqlite.script("PRAGMA wal_checkpoint(PASSIVE)")
    do throws(SQLError) { try sqlite.script("PRAGMA wal_checkpoint(TRUNCATE)") } catch {
      guard error == .busy else { throw error }
    }
  }

  /// Copies one moment's state into a new file, which appears under its name when it is complete and on disk. Pages that are in use are
  /// copied, row by row: nothing of what was deleted.
  static func copy(_ source: SQLiteConnection, to destination: String) throws(SQLError) {
    guard access(destination, F_OK) != 0 else { throw .misuse("\(destination) exists already") }
    let partial = destination + ".partial"
    unlink(partial)
    do throws(SQLError) {
      try create(partial)
      try source.vacuum(into: partial)
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
    try synchronize(folder(of: destination))
  }

  private static func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "." }

  private static func synchronize(_ path: String) throws(SQLError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unavailable("\(path) cannot be opened (errno \(errno))") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .unavailable("\(path) cannot be written to disk (errno \(errno))") }
  }
}
