import Foundation

/// The files of a database as a crash at this moment would leave them to the next start: the log first, as what is in it may
/// not yet be in the database, and no shared memory.
struct CrashCopy {
  let path: String
  private let folder: String

  init(of database: String) throws {
    folder = NSTemporaryDirectory() + "crash-" + UUID().uuidString
    path = folder + "/test.db"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: database, toPath: path)
    try FileManager.default.copyItem(atPath: database + "-wal", toPath: path + "-wal")
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
