import Glibc

/// What a file system refused.
public struct FileFailure: Error, CustomStringConvertible {
  public let call: String
  public let path: String
  public let errno: Int32

  /// The disk, or what this user may store on it, is full.
  public var isFull: Bool { errno == ENOSPC || errno == EDQUOT }
  /// Full, or mounted for reading only: it may pass without a change of the configuration.
  public var isUnwritable: Bool { isFull || errno == EROFS }
  public var isMissing: Bool { errno == ENOENT }
  public var description: String { "\(call) \(path): \(String(cString: strerror(errno)))" }

  init(_ call: String, _ path: String) { (self.call, self.path, self.errno) = (call, path, Glibc.errno) }
}

/// Changes of files that survive a loss of power. All of them block.
public enum DurableFiles {
  /// Makes the folder, readable by this user only. One that is there is fine.
  public static func makeFolder(_ path: String) throws(FileFailure) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileFailure("mkdir", path) }
  }

  /// Waits until a file's bytes, or a folder's entries, are on the disk.
  public static func sync(_ path: String) throws(FileFailure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileFailure("fsync", path) }
  }

  /// Gives a file another name on the same file system.
  public static func move(_ path: String, to other: String) throws(FileFailure) {
    guard rename(path, other) == 0 else { throw FileFailure("rename", path) }
  }

  /// Removes a file. False if there was none.
  @discardableResult public static func remove(_ path: String) throws(FileFailure) -> Bool {
    if unlink(path) == 0 { return true }
    guard errno == ENOENT else { throw FileFailure("unlink", path) }
    return false
  }

  /// Removes a folder with all that is in it. Nothing happens if there is none.
  public static func removeFolder(_ path: String) throws(FileFailure) {
    for entry in try entries(of: path) {
      let inner = path + "/" + entry
      if unlink(inner) == 0 || errno == ENOENT { continue }
      guard errno == EISDIR || errno == EPERM else { throw FileFailure("unlink", inner) }
      try removeFolder(inner)
    }
    guard rmdir(path) == 0 || errno == ENOENT else { throw FileFailure("rmdir", path) }
  }

  /// The names in a folder, in no order. None if there is no such folder.
  public static func entries(of path: String) throws(FileFailure) -> [String] {
    guard let folder = opendir(path) else {
      guard errno == ENOENT else { throw FileFailure("opendir", path) }
      return []
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  public struct Facts: Hashable, Sendable {
    /// In bytes.
    public let size: Int64
    /// The same for two names of one file.
    public let inode: UInt64
    /// Seconds since 1970 at which its bytes or its names changed last.
    public let changed: Int64
    /// A plain file: no folder, no link, no device.
    public let isPlain: Bool
  }

  /// Nil if there is no such file. Links are not followed.
  public static func facts(of path: String) throws(FileFailure) -> Facts? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw FileFailure("stat", path) }
      return nil
    }
    return Facts(
      size: Int64(status.st_size), inode: UInt64(status.st_ino), changed: Int64(status.st_ctim.tv_sec),
      isPlain: status.st_mode & S_IFMT == S_IFREG)
  }
}

/// A new file that is being written. Used by one thread at a time.
public final class FileWriter: @unchecked Sendable {
  private let path: String
  private let descriptor: Int32

  /// Fails if the file exists.
  public init(_ path: String) throws(FileFailure) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    self.path = path
    guard descriptor >= 0 else { throw FileFailure("open", path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  public func write(_ bytes: [UInt8]) throws(FileFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileFailure("write", path) }
      rest = rest.dropFirst(count)
    }
  }
}

/// A lock on a file that lasts as long as this object, and ends with the process at the latest.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Makes the file if there is none. Nil if another process, or another object of this one, holds the lock.
  public init?(_ path: String) throws(FileFailure) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileFailure("open", path) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    // `deinit` closes the file in both cases.
    guard errno == EWOULDBLOCK else { throw FileFailure("flock", path) }
    return nil
  }

  deinit { close(descriptor) }
}

extension DurableFiles {
  /// What a symbolic link names.
  public static func target(ofLink path: String) throws(FileFailure) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, $0.count) }
    guard count >= 0 else { throw FileFailure("readlink", path) }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}

extension DurableFiles {
  /// Some bytes of a file, at most `limit`. Nil at its end.
  public static func piece(of path: String, at offset: Int64, upTo limit: Int) throws(FileFailure) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure("open", path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    repeat {
      count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress!, $0.count, off_t(offset)) }
    } while count < 0
      && errno == EINTR
    guard count >= 0 else { throw FileFailure("read", path) }
    return count == 0 ? nil : Array(bytes.prefix(count))
  }

  /// Bytes that are free for this user on the disk of a folder.
  public static func free(at path: String) throws(FileFailure) -> Int64 {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw FileFailure("statvfs", path) }
    return Int64(status.f_bavail) * Int64(status.f_frsize)
  }
}
