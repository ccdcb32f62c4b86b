import Foundation

/// A WebP file that libvips has written.
struct WebPFile {
  let path: String

  private static let metadata = ["EXIF", "XMP ", "ICCP"]
  /// The bits of the first byte of a VP8X chunk that announce metadata.
  private static let announcements: UInt8 = 0x20 | 0x08 | 0x04

  /// Writes the file again without EXIF, XMP and colour profile. False if it is not a WebP file or cannot be written.
  func removeMetadata() -> Bool {
    guard let bytes = FileManager.default.contents(atPath: path).map(Array.init), let plain = Self.withoutMetadata(bytes) else {
      return false
    }
    return plain == bytes || (try? Data(plain).write(to: URL(filePath: path))) != nil
  }

  /// The same picture without metadata; nil for what is not a WebP file.
  static func withoutMetadata(_ file: [UInt8]) -> [UInt8]? {
    guard file.count >= 12, file.starts(with: "RIFF".utf8), file[8..<12].elementsEqual("WEBP".utf8) else { return nil }
    var plain = Array(file[..<12])
    var place = 12
    while place + 8 <= file.count {
      let size = file[place + 4..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = place + 8 + size + size % 2
      guard end <= file.count else { return nil }
      let name = String(decoding: file[place..<place + 4], as: UTF8.self)
      if !metadata.contains(name) {
        plain += file[place..<end]
        if name == "VP8X", size > 0 { plain[plain.count - (end - place) + 8] &= ~announcements }
      }
      place = end
    }
    for (index, byte) in withUnsafeBytes(of: UInt32(plain.count - 8).littleEndian, Array.init).enumerated() { plain[4 + index] = byte }
    return plain
  }
}
