import Foundation

/// Files and folders that only their owner may read.
enum PrivateFiles {
  /// Takes the rights of others from the data folder, from all that is in it, and from a database that is kept elsewhere. What belongs to
  /// somebody else than the folder is left alone, and so is what links lead to.
  static func close(folder: String, database: String?) throws {
    var status = stat()
    if lstat(folder, &status) == 0 { try close(folder, in: status.st_uid) }
    guard let database else { return }
    for file in [database, database + "-wal", database + "-shm"] where lstat(file, &status) == 0 { try close(file, in: status.st_uid) }
  }

  private static func close(_ path: String, in owner: uid_t) throws {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_uid == owner, [owner, 0].contains(geteuid()) else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard isFolder || status.st_mode & S_IFMT == S_IFREG else { return }
    let rights: mode_t = isFolder ? 0o700 : 0o600
    if status.st_mode & 0o7777 != rights, chmod(path, rights) != 0 {
      throw MaintenanceError("\(path) cannot be closed to other users: \(String(cString: strerror(errno)))")
    }
    guard isFolder else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: path) { try close(path + "/" + name, in: owner) }
  }

  /// Root makes files for the user whose folder they are in.
  static func give(_ file: Int32, toOwnerOf path: String) throws {
    var status = stat()
    guard geteuid() == 0, stat(path.isEmpty ? "." : path, &status) == 0 else { return }
    guard fchown(file, status.st_uid, status.st_gid) == 0 else {
      throw MaintenanceError("a file of \(path) cannot be given to its owner: \(String(cString: strerror(errno)))")
    }
  }
}
