import Foundation

/// Of the file system that a folder is on.
struct DiskSpace: Sendable {
  let free: Int64
  let total: Int64

  init(free: Int64, total: Int64) { (self.free, self.total) = (free, total) }

  /// Nil if it cannot be found out.
  init?(of folder: String) {
    guard let facts = try? FileManager.default.attributesOfFileSystem(forPath: folder),
      let free = (facts[.systemFreeSize] as? NSNumber)?.int64Value, let total = (facts[.systemSize] as? NSNumber)?.int64Value
    else { return nil }
    (self.free, self.total) = (free, total)
  }

  /// `12 GiB` or `300 MiB`.
  static func text(_ bytes: Int64) -> String { bytes >= 1 << 30 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB" }
}
