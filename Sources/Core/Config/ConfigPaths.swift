import Foundation

/// What a configuration is read for: which of its files and folders have to be usable.
public enum ConfigUse: Sendable {
  /// Only to be looked at.
  case inspection
  /// Work on the data, without serving.
  case maintenance
  case serving
}

extension Config {
  /// Throws for the first file or folder that `use` needs and cannot have. Changes nothing.
  func requireUsablePaths(for use: ConfigUse) throws(ConfigError) {
    guard use != .inspection else { return }
    try Self.require(folder: dataFolder, of: "NEOSPACE_DATA")
    if case .sqlite(let path) = database { try Self.require(database: path, for: use) }
    guard use == .serving else { return }
    let publicPath = ConfiguredPath(publicFolder)
    guard publicPath.kind == .folder, publicPath.allows(R_OK | X_OK) else {
      throw ConfigError("NEOSPACE_PUBLIC", "must name a folder this user can read")
    }
    let own = ConfiguredPath(dataFolder + "/terms.md")
    let terms = own.kind == .missing ? ConfiguredPath(publicFolder + "/terms.md") : own
    guard terms.kind == .file, terms.allows(R_OK) else {
      throw ConfigError(own.kind == .missing ? "NEOSPACE_PUBLIC" : "NEOSPACE_DATA", "has no terms.md this user can read")
    }
    for (key, path) in [("NEOSPACE_COMMON_PASSWORDS", commonPasswords), ("DOWNLOAD_FILE", downloadFile)] {
      guard let file = path.map(ConfiguredPath.init) else { continue }
      guard file.kind == .file, file.allows(R_OK) else { throw ConfigError(key, "must name a file this user can read") }
    }
  }

  /// A folder that is there and can be written to, or can be made.
  private static func require(folder path: String, of key: String) throws(ConfigError) {
    let folder = ConfiguredPath(path)
    switch folder.kind {
    case .folder:
      guard folder.allows(R_OK | W_OK | X_OK) else { throw ConfigError(key, "needs a folder this user can write to") }
    case .missing:
      guard let parent = folder.nearestParent, parent.kind == .folder, parent.allows(W_OK | X_OK) else {
        throw ConfigError(key, "needs a folder that this user cannot make")
      }
    case .file, .other: throw ConfigError(key, "needs a folder where there is a file")
    }
  }

  private static func require(database path: String, for use: ConfigUse) throws(ConfigError) {
    let file = ConfiguredPath(path)
    try require(folder: file.folder, of: "DATABASE_URL")
    switch file.kind {
    case .missing: return
    case .file:
      guard file.allows(R_OK | W_OK) else {
        throw ConfigError("DATABASE_URL", "names a file this user cannot write to (it belongs to \(file.owner))")
      }
      // A restore may be about to replace it.
      guard use == .serving else { return }
      let head = FileHandle(forReadingAtPath: path)?.readData(ofLength: 16) ?? Data()
      guard head.isEmpty || head == Data("SQLite format 3\0".utf8) else {
        throw ConfigError("DATABASE_URL", "names a file that is not an SQLite database")
      }
    case .folder, .other: throw ConfigError("DATABASE_URL", "must name a file")
    }
  }
}

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
  var owner: String { getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "user \(user)" }
}
