import Foundation

/// A path that an operator names, as the file system has it now.
public struct ConfiguredPath {
  public enum Kind { case file, folder, other, missing }

  public let path: String
  public let kind: Kind
  private let user: uid_t

  public init(_ path: String) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      // What lies behind a closed folder is not missing, but cannot be used either.
      (kind, user) = (errno == ENOENT ? .missing : .other, 0)
      return
    }
    user = status.st_uid
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
  }

  /// By the rights this process has, on a file system that can be written to where that is asked.
  public func allows(_ access: Int32) -> Bool { faccessat(AT_FDCWD, path, access, AT_EACCESS) == 0 }

  /// The folder it is in.
  public var folder: String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// The nearest folder above it that exists.
  var nearestParent: ConfiguredPath? {
    var path = path
    while path != "/", path != "." {
      let parent = ConfiguredPath(path).folder
      let found = ConfiguredPath(parent)
      if found.kind != .missing { return found }
      path = parent
    }
    return nil
  }

  /// The owner's name, or number.
  private var owner: String { getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "user \(user)" }
}

extension ConfiguredPath {
  static func withoutTrailingSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? withoutTrailingSlash(String(path.dropLast())) : path
  }

  func requireWritableFolder() throws(SettingProblem) {
    switch kind {
    case .folder:
      guard allows(R_OK | W_OK | X_OK) else { throw SettingProblem("needs a folder this user can write to") }
    case .missing:
      guard let parent = nearestParent, parent.kind == .folder, parent.allows(W_OK | X_OK) else {
        throw SettingProblem("needs a folder that this user cannot make")
      }
    case .file, .other: throw SettingProblem("needs a folder where there is a file")
    }
  }

  func requireDatabase(for use: ConfigUse) throws(SettingProblem) {
    guard use != .inspection else { return }
    try ConfiguredPath(folder).requireWritableFolder()
    switch kind {
    case .missing: return
    case .file:
      guard allows(R_OK | W_OK) else {
        throw SettingProblem("names a file this user cannot write to (it belongs to \(owner))")
      }
      // A restore may be about to replace it.
      guard use == .serving else { return }
      let head = FileHandle(forReadingAtPath: path)?.readData(ofLength: 16) ?? Data()
      guard head.isEmpty || head == Data("SQLite format 3\0".utf8) else {
        throw SettingProblem("names a file that is not an SQLite database")
      }
    case .folder, .other: throw SettingProblem("must name a file")
    }
  }
}
