import Glibc

/// The bytes a page is rendered into: one piece of memory that grows. One per response; not shared between threads.
public struct HTMLBuffer: ~Copyable {
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  /// How many bytes have been rendered so far.
  public private(set) var count = 0

  /// Creates an empty buffer with room for `capacity` bytes.
  public init(capacity: Int = 8192) {
    self.capacity = max(capacity, 64)
    memory = .allocate(capacity: self.capacity)
  }

  deinit { memory.deallocate() }

  /// Everything rendered so far, UTF-8; a copy.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: memory, count: count)) }

  /// The bytes as a string.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends markup from a literal, unescaped.
  @inline(__always)
  mutating func markup(_ text: StaticString) { append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }

  /// Appends markup that is known to be safe.
  mutating func markup(_ utf8: [UInt8]) { utf8.withUnsafeBufferPointer { append($0) } }

  /// Appends text with `& < > " '` escaped; fit for element content and quoted attribute values alike.
  mutating func escaped(_ text: String) {
    var text = text
    text.withUTF8 { escaped($0) }
  }

  /// Appends an integer.
  mutating func decimal(_ value: Int64) {
    var digits = String(value)
    digits.withUTF8 { append($0) }
  }

  private mutating func escaped(_ utf8: UnsafeBufferPointer<UInt8>) {
    var clean = 0
    for index in 0..<utf8.count {
      let byte = utf8[index]
      guard byte <= UInt8(ascii: ">"), let entity = Self.entity(for: byte) else { continue }
      append(UnsafeBufferPointer(rebasing: utf8[clean..<index]))
      markup(entity)
      clean = index + 1
    }
    append(clean == 0 ? utf8 : UnsafeBufferPointer(rebasing: utf8[clean...]))
  }

  @inline(__always)
  private mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
    guard let start = more.baseAddress, more.count > 0 else { return }
    if count + more.count > capacity { grow(by: more.count) }
    memcpy(memory + count, start, more.count)
    count += more.count
  }

  @inline(never)
  private mutating func grow(by more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.initialize(from: memory, count: count)
    memory.deallocate()
    memory = larger
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
