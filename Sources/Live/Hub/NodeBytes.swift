import Core

/// Little-endian integers and length-prefixed bytes.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func put(byte: UInt8) { bytes.append(byte) }
  mutating func put(_ value: Int64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
  }
  mutating func put(_ data: [UInt8]) {
    put(Int64(data.count))
    bytes += data
  }
  mutating func put(_ text: String) { put(Array(text.utf8)) }
}

struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8? { rest.popFirst() }
  mutating func integer() -> Int64? {
    guard rest.count >= 8 else { return nil }
    let value = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest.removeFirst(8)
    return Int64(bitPattern: value)
  }
  mutating func bytes() -> [UInt8]? {
    guard let count = integer(), count >= 0, count <= Int64(rest.count) else { return nil }
    defer { rest.removeFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }
  mutating func text() -> String? { bytes().flatMap { String(validating: $0, as: UTF8.self) } }
}
