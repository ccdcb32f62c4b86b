import Glibc

/// Whether a file is still where it was opened. A file that was moved away or replaced still takes writes, but the next process that opens
/// the path does not find them.
struct FilePlace {
  private let path: String
  private let file: (device: dev_t, number: ino_t)?

  /// The file that is at `path` now.
  init(_ path: String) {
    self.path = path
    file = Self.identity(of: path)
  }

  func require() throws(SQLError) {
    guard let now = Self.identity(of: path), let file, now == file else {
      throw .readOnly("the file was moved away or replaced while it was open")
    }
  }

  private static func identity(of path: String) -> (device: dev_t, number: ino_t)? {
    var status = stat()
    return stat(path, &status) == 0 ? (status.st_dev, status.st_ino) : nil
  }
}
