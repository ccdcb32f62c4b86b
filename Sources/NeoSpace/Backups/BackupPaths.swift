import Core
import Foundation
import System

/// Where the parts of one backup lie.
struct BackupPaths: Sendable {
  /// The SQLite file or the dump.
  let database: String

  var checksum: String { database + ".sha256" }
  var facts: String { database + ".json" }
  var folder: String { ConfiguredPath(database).folder }
  /// Shared by all backups of the folder.
  var media: String { folder + "/media" }

  /// Writes a small file that is whole or missing, readable by its owner alone. Root makes it for the user whose folder it is in.
  static func write(_ text: String, to path: String) throws {
    let partial = path + ".partial"
    try DurableFiles.remove(partial)
    try FileWriter(partial).write(Array(text.utf8))
    try give(partial)
    try DurableFiles.sync(partial)
    try DurableFiles.move(partial, to: path)
  }

  static func give(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw MaintenanceError("\(path) cannot be opened: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    try PrivateFiles.give(file, toOwnerOf: ConfiguredPath(path).folder)
  }

  static func makeFolder(_ path: String) throws {
    guard ConfiguredPath(path).kind == .missing else { return }
    try Storage.makeFolder(path)
    try give(path)
  }

  /// Waits while another backup is written to this folder, or old ones are erased from it.
  func lock() async throws -> FileLock {
    while true {
      if let lock = try lockIfFree() { return lock }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// Nil while another backup is written to this folder, or old ones are erased from it.
  func lockIfFree() throws -> FileLock? {
    try Self.makeFolder(folder)
    try Self.makeFolder(media)
    guard let lock = try FileLock(media + "/.lock") else { return nil }
    try Self.give(media + "/.lock")
    return lock
  }
}
