import Glibc

/// The chunks of a WAV file.
enum WaveHeader {
  /// Whether the chunk of samples ends within the file. One that says otherwise was cut, or lies.
  static func isComplete(path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let length = Int(lseek(descriptor, 0, SEEK_END))
    var place = 12
    while place + 8 <= length {
      var head = [UInt8](repeating: 0, count: 8)
      guard pread(descriptor, &head, 8, place) == 8 else { return false }
      let size = head[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      if head.starts(with: "data".utf8) { return place + 8 + size <= length }
      place += 8 + size + size % 2
    }
    return false
  }
}
