import Crypto
import Encoding
import Foundation

/// The SHA-256 of a backup, in a file beside it, as `sha256sum -c` reads it.
enum Checksum {
  static func write(of path: String, for final: String) throws {
    try BackupPaths.write("\(of(path))  \((final as NSString).lastPathComponent)\n", to: file(of: final))
  }

  /// Throws when the backup is not what was written. One without a checksum passes.
  static func verify(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: file(of: path)) else { return }
    let text = try String(contentsOfFile: file(of: path), encoding: .utf8)
    guard try text.prefix(while: { !$0.isWhitespace }) == of(path)[...] else {
      throw MaintenanceError("\(path) is not what was backed up: its checksum differs")
    }
  }

  private static func file(of path: String) -> String { path + ".sha256" }

  /// In hexadecimal digits. Blocks as long as the file is big.
  static func of(_ path: String) throws -> String {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    var hash = SHA256()
    while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(Array(chunk)) }
    return Hex.encode(hash.digest())
  }
}
