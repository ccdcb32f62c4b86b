/// The bytes a page is rendered into. One per response; not shared between threads.
public struct HTMLBuffer: Sendable {
  /// Everything rendered so far, UTF-8.
  public private(set) var bytes: [UInt8]

  /// Creates an empty buffer with room for `capacity` bytes.
  public init(capacity: Int = 8192) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// The bytes as a string.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends markup from a literal, unescaped.
  @inline(__always)
  mutating func markup(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends markup that is known to be safe.
  mutating func markup(_ utf8: [UInt8]) { bytes.append(contentsOf: utf8) }

  /// Appends text with `& < > " '` escaped; fit for element content and quoted attribute values alike.
  mutating func escaped(_ text: String) {
    var text = text
    text.withUTF8 { escaped($0) }
  }

  /// Appends an integer.
  mutating func decimal(_ value: Int64) {
    if value >= 0, value < 10 { return bytes.append(UInt8(truncatingIfNeeded: value) + UInt8(ascii: "0")) }
    bytes.append(contentsOf: String(value).utf8)
  }

  private mutating func escaped(_ utf8: UnsafeBufferPointer<UInt8>) {
    var clean = 0
    for index in 0..<utf8.count {
      let byte = utf8[index]
      guard byte <= UInt8(ascii: ">"), let entity = Self.entity(for: byte) else { continue }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[clean..<index]))
      markup(entity)
      clean = index + 1
    }
    bytes.append(contentsOf: clean == 0 ? utf8 : UnsafeBufferPointer(rebasing: utf8[clean...]))
  }

  @inline(__always)
  private static func entity(for byte: UInt8) -> StaticString? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }
}
