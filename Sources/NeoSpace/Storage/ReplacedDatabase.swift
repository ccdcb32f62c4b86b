import Foundation

/// What a restore replaced: kept beside the database under a dated name until a server has started on the new one.
enum ReplacedDatabase {
  private static let mark = ".replaced-"

  /// `data/neospace.db.replaced-2026-11-28T21-30-05Z`; a number follows where that exists.
  static func name(for path: String, at moment: Date = Date()) -> String {
    let time = ISO8601DateFormatter().string(from: moment).replacingOccurrences(of: ":", with: "-")
    let name = path + mark + time
    guard FileManager.default.fileExists(atPath: name) else { return name }
    return (2...).lazy.map { "\(name)-\($0)" }.first { !FileManager.default.fileExists(atPath: $0) } ?? name
  }

  /// Removes what was kept of `path`; the names.
  static func remove(of path: String) throws -> [String] {
    let folder = (path as NSString).deletingLastPathComponent
    let prefix = (path as NSString).lastPathComponent + mark
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder).filter { $0.hasPrefix(prefix) }.sorted()
    for name in names { try FileManager.default.removeItem(atPath: (folder as NSString).appendingPathComponent(name)) }
    return names
  }
}
