/// Writes one JSON text into one growing byte array.
///
/// Commas are placed by the writer; balance of `begin…`/`end…` and one `key` before every member's value are the caller's duty.
/// Output is always valid UTF-8. A value type, not shared between threads while it is being written.
public struct JSONWriter: Sendable {
  /// The text written so far.
  public private(set) var bytes: [UInt8]

  private var needsComma = false

  /// Creates an empty writer with room for `capacity` bytes before it has to grow.
  public init(capacity: Int = 512) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// The text as a string.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Opens an object.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }

  /// Closes the innermost object.
  public mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Opens an array.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// Closes the innermost array.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes an object whose members are written by `members`.
  @inlinable
  public mutating func object<E: Error>(_ members: (inout JSONWriter) throws(E) -> Void) throws(E) {
    beginObject()
    try members(&self)
    endObject()
  }

  /// Writes an array whose elements are written by `elements`.
  @inlinable
  public mutating func array<E: Error>(_ elements: (inout JSONWriter) throws(E) -> Void) throws(E) {
    beginArray()
    try elements(&self)
    endArray()
  }

  /// Names the member whose value is written next.
  public mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string value, escaping `"`, `\` and C0 controls; everything else stays as it is.
  public mutating func string(_ value: String) {
    separate()
    quote(value)
  }

  /// Writes an integer value.
  public mutating func int(_ value: Int64) {
    separate()
    digits(value)
  }

  /// Writes an integer value.
  @inlinable
  public mutating func int(_ value: Int) { int(Int64(value)) }

  /// Writes a number in its shortest form that reads back equal. NaN and infinities have no JSON form and become `null`.
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    separate()
    bytes.append(contentsOf: value.description.utf8)
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

  /// Writes `null`.
  public mutating func null() { literal("null") }

  /// Writes a value that already is JSON text. It is not checked.
  public mutating func raw(_ json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Writes a value that already is JSON text. It is not checked.
  public mutating func raw(_ json: ArraySlice<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Writes UTF-8 text as a string value without a detour over `String`. The bytes must be valid UTF-8.
  public mutating func string(utf8: [UInt8]) {
    separate()
    utf8.withUnsafeBufferPointer { quote($0) }
  }

  // MARK: Members

  /// Writes a member with a string value.
  @inlinable
  public mutating func field(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a member with a string value or `null`.
  @inlinable
  public mutating func field(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member with an integer value.
  @inlinable
  public mutating func field(_ name: String, _ value: Int64) {
    key(name)
    int(value)
  }

  /// Writes a member with an integer value or `null`.
  @inlinable
  public mutating func field(_ name: String, _ value: Int64?) {
    key(name)
    if let value { int(value) } else { null() }
  }

  /// Writes a member with an integer value.
  @inlinable
  public mutating func field(_ name: String, _ value: Int) {
    key(name)
    int(Int64(value))
  }

  /// Writes a member with an integer value or `null`.
  @inlinable
  public mutating func field(_ name: String, _ value: Int?) {
    key(name)
    if let value { int(Int64(value)) } else { null() }
  }

  /// Writes a member with a number.
  @inlinable
  public mutating func field(_ name: String, _ value: Double) {
    key(name)
    double(value)
  }

  public mutating func field(_ name: String, _ value: Double?) {
    key(name)
    if let value { double(value) } else { null() }
  }

  /// Writes a member with a boolean.
  @inlinable
  public mutating func field(_ name: String, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// Writes a member with a parsed value.
  public mutating func field(_ name: String, _ value: JSONValue) {
    key(name)
    self.value(value)
  }

  // MARK: Pieces

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func literal(_ text: StaticString) {
    separate()
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func digits(_ value: Int64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { scratch in
      var index = 20
      var rest = value.magnitude
      repeat {
        index -= 1
        scratch[index] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
        rest /= 10
      } while rest > 0
      if value < 0 {
        index -= 1
        scratch[index] = UInt8(ascii: "-")
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scratch)[index...]))
    }
  }

  private mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { quote($0) }
  }

  private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var clean = 0
    var index = Self.firstToEscape(in: utf8, from: 0)
    while index < utf8.count {
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[clean..<index]))
      escape(utf8[index])
      clean = index + 1
      index = Self.firstToEscape(in: utf8, from: clean)
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[clean...]))
    bytes.append(UInt8(ascii: "\""))
  }

  /// Where the next `"`, `\` or C0 control is; the end when there is none. Looks at eight bytes at a time, of which nearly all are
  /// none of these: a byte of a word is zero where subtracting one borrows from its highest bit (Mycroft 1987).
  private static func firstToEscape(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let bytes = UnsafeRawBufferPointer(utf8)
    var index = start
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let quotes = word ^ (ones &* 0x22)
      let slashes = word ^ (ones &* 0x5C)
      let found = ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
      if found & (ones &* 0x80) != 0 { break }
      index += 8
    }
    while index < utf8.count {
      let byte = utf8[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
      index += 1
    }
    return utf8.count
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    default:
      let hex: StaticString = "0123456789abcdef"
      bytes.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
      bytes.append(hex.utf8Start[Int(byte >> 4)])
      bytes.append(hex.utf8Start[Int(byte & 15)])
    }
  }
}
