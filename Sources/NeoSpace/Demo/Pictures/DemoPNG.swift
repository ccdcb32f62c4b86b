/// A drawn picture as a PNG with a palette. The cells are enlarged, and not compressed: the server makes its own files of it.
struct DemoPNG {
  let canvas: DemoCanvas
  /// Pixels per cell.
  let scale: Int

  private static let sums: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }

  var bytes: [UInt8] {
    var numbers: [UInt32: UInt8] = [:], palette: [UInt8] = []
    var rows: [UInt8] = []
    rows.reserveCapacity((canvas.width * scale + 1) * canvas.height * scale)
    for y in 0..<canvas.height {
      // Each row begins with its filter, which is none.
      var row: [UInt8] = [0]
      for color in canvas.cells[y * canvas.width..<(y + 1) * canvas.width] {
        let number = numbers[color] ?? UInt8(truncatingIfNeeded: numbers.count)
        if numbers.updateValue(number, forKey: color) == nil { palette += Self.bytes(color).suffix(3) }
        for _ in 0..<scale { row.append(number) }
      }
      for _ in 0..<scale { rows += row }
    }
    let header = Self.bytes(UInt32(canvas.width * scale)) + Self.bytes(UInt32(canvas.height * scale)) + [8, 3, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header) + Self.chunk("PLTE", palette)
      + Self.chunk("IDAT", Self.stored(rows)) + Self.chunk("IEND", [])
  }

  /// A zlib stream of stored blocks.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    stream.reserveCapacity(data.count + data.count / 8_192 + 16)
    var (low, high) = (UInt32(1), UInt32(0))
    for start in stride(from: 0, to: data.count, by: 5_552) {
      // So many bytes fit into 32 bits before a remainder has to be taken.
      for byte in data[start..<min(start + 5_552, data.count)] {
        low &+= UInt32(byte)
        high &+= low
      }
      (low, high) = (low % 65_521, high % 65_521)
    }
    for start in stride(from: 0, to: data.count, by: 65_535) {
      let block = data[start..<min(start + 65_535, data.count)], length = UInt16(block.count)
      stream.append(start + 65_535 >= data.count ? 1 : 0)
      for number in [length, ~length] { stream += [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)] }
      stream += block
    }
    return stream + bytes(high << 16 | low)
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    var sum = UInt32.max
    for byte in body { sum = sums[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
    return bytes(UInt32(content.count)) + body + bytes(~sum)
  }

  private static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
}
