import Foundation

/// Formats of settings that name files and folders.
extension SettingFormat<String> {
  /// A file that must be readable once the server serves.
  public static var readableFile: Self {
    Self(parse: { $0 }, print: { $0 }) { path, use throws(SettingProblem) in
      let file = ConfiguredPath(path)
      guard use != .serving || file.kind == .file && file.allows(R_OK) else {
        throw SettingProblem("must name a file this user can read")
      }
    }
  }

  /// A folder that must be readable once the server serves. Kept without a trailing slash.
  static var readableFolder: Self {
    Self(parse: { ConfiguredPath.withoutTrailingSlash($0) }, print: { $0 }) { path, use throws(SettingProblem) in
      let folder = ConfiguredPath(path)
      guard use != .serving || folder.kind == .folder && folder.allows(R_OK | X_OK) else {
        throw SettingProblem("must name a folder this user can read")
      }
    }
  }

  /// A folder that is there and can be written to, or can be made. Kept without a trailing slash.
  static var writableFolder: Self {
    Self(parse: { ConfiguredPath.withoutTrailingSlash($0) }, print: { $0 }) { path, use throws(SettingProblem) in
      if use != .inspection { try ConfiguredPath(path).requireWritableFolder() }
    }
  }
}
