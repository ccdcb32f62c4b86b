import Foundation

/// What a process does with the database, and so who else may be at it.
enum DatabaseUse {
  /// Beside commands, but beside no other server: each would keep its own idea of who is where.
  case serving
  /// Beside anything but what needs the database alone.
  case visiting
  /// Puts another database in its place, or takes away what others rely on.
  case alone
  /// Copies the database and changes its schema. Beside the uses above, which the same process has taken before; of these, one at a time.
  case upgrading
}

/// Keeps processes apart that cannot use an SQLite database at the same time: three locked bytes of a file beside it. The kernel lets go of
/// them when the process ends, however it ends. The file stays, since another process may be about to lock it.
final class DatabaseLock: Sendable {
  private enum Byte: Int { case users, server, schema }

  /// Locks that belong to the open file, not to the process; `F_OFD_SETLK` is for C's GNU mode alone.
  private static let setLock: Int32 = 37
  /// `F_OFD_SETLKW`, which waits.
  private static let setLockWaiting: Int32 = 38
  private let file: Int32

  /// Throws at once when the database is in use in a way that does not go with this one. `upgrading` waits instead, and blocks its thread:
  /// a process does that before it serves.
  init(_ path: String, for use: DatabaseUse) throws {
    // However the database is called: two names of one file have one lock.
    let name =
      (realpath(path, nil).map { real in
        defer { free(real) }
        return String(cString: real)
      } ?? path) + ".lock"
    file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw MaintenanceError("\(name) cannot be opened: \(String(cString: strerror(errno)))") }
    do {
      try PrivateFiles.give(file, toOwnerOf: (name as NSString).deletingLastPathComponent)
      switch use {
      case .serving:
        try lock(.server, F_WRLCK, or: "another server is running on \(path)")
        try lock(.users, F_RDLCK, or: "\(path) is being replaced or changed by another command")
      case .visiting: try lock(.users, F_RDLCK, or: "\(path) is being replaced or changed by another command")
      case .alone:
        try lock(.server, F_WRLCK, or: "a server is running on \(path): stop it first")
        try lock(.users, F_WRLCK, or: "another command is using \(path)")
      case .upgrading: try lock(.schema, F_WRLCK, Self.setLockWaiting, or: "another process is upgrading \(path)")
      }
    } catch {
      close(file)
      throw error
    }
  }

  deinit { close(file) }

  private func lock(_ byte: Byte, _ kind: Int32, _ command: Int32 = setLock, or refusal: String) throws {
    var range = flock()
    range.l_type = Int16(kind)
    range.l_whence = Int16(SEEK_SET)
    range.l_start = byte.rawValue
    range.l_len = 1
    guard fcntl(file, command, &range) != 0 else { return }
    throw MaintenanceError([EAGAIN, EACCES].contains(errno) ? refusal : "the lock cannot be taken: \(String(cString: strerror(errno)))")
  }
}
