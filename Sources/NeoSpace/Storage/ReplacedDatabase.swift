import Foundation

/// What a restore replaced: kept beside the database for a week, in case the wrong backup was restored.
enum ReplacedDatabase {
  private static let mark = ".before-restore"
  private static let kept: TimeInterval = 7 * 86_400

  /// `data/neospace.db.before-restore`; a number follows where that exists.
  static func name(for path: String) -> String {
    let name = path + mark
    guard FileManager.default.fileExists(atPath: name) else { return name }
    return (2...).lazy.map { "\(name)-\($0)" }.first { !FileManager.default.fileExists(atPath: $0) } ?? name
  }

  /// Whether a file beside the database at `path` is one of these.
  static func isName(_ name: String, of path: String) -> Bool { name.hasPrefix((path as NSString).lastPathComponent + mark) }

  /// Removes what has been kept of `path` for a week; the names.
  static func removeOld(of path: String, now: Date = Date()) throws -> [String] {
    let folder = (path as NSString).deletingLastPathComponent
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder).filter { isName($0, of: path) }.sorted()
    return try names.filter { name in
      let file = (folder as NSString).appendingPathComponent(name)
      var status = stat()
      // The name was given then; the bytes may be older.
      guard stat(file, &status) == 0, now.timeIntervalSince1970 - TimeInterval(status.st_ctim.tv_sec) > kept else { return false }
      try FileManager.default.removeItem(atPath: file)
      return true
    }
  }
}
