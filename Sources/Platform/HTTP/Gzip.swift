import CZlib

/// gzip at its smallest, for bytes that are compressed once and sent often.
enum Gzip {
  /// Nil when it would not save at least a tenth.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 256 else { return nil }
    let compressed = [UInt8](unsafeUninitializedCapacity: bytes.count - bytes.count / 10) { buffer, count in
      count = neo_gzip(bytes, bytes.count, buffer.baseAddress, buffer.count)
    }
    return compressed.isEmpty ? nil : compressed
  }
}
