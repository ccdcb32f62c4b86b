import Crypto
import Encoding
import Foundation

/// The SHA-256 of a backup, in a file beside it.
enum Checksum {
  static func write(of path: String) throws {
    try compute(path).write(toFile: file(of: path), atomically: true, encoding: .utf8)
  }

  /// Throws when the backup is not what was written. One without a checksum passes.
  static func verify(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: file(of: path)) else { return }
    guard try String(contentsOfFile: file(of: path), encoding: .utf8) == compute(path) else {
      throw MaintenanceError("\(path) is not what was backed up: its checksum differs")
    }
  }

  private static func file(of path: String) -> String { path + ".sha256" }

  private static func compute(_ path: String) throws -> String {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    var hash = SHA256()
    while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(Array(chunk)) }
    return Hex.encode(hash.digest()) + "\n"
  }
}
