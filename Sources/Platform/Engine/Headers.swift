/// Response header fields, kept as the bytes that are sent: adding a field is an append, sending is one copy.
///
/// A value type; copying is cheap until a copy is changed. In added names and values every control character (also CR, LF and NUL) becomes
/// a space, so a value cannot start another field.
public struct Headers: Sendable, Equatable {
  /// Complete lines, each `Name: value\r\n`.
  @usableFromInline var bytes: [UInt8]

  /// No fields.
  public init() {
    bytes = []
  }

  /// The fields in order, as written.
  public init(_ fields: KeyValuePairs<String, String>) {
    bytes = []
    for (name, value) in fields { add(name, value) }
  }

  /// Adds a field and keeps others of the same name (as `Set-Cookie` needs).
  public mutating func add(_ name: String, _ value: String) {
    var name = name
    var value = value
    bytes.reserveCapacity(bytes.count + name.utf8.count + value.utf8.count + 4)
    name.withUTF8 { append($0, asName: true) }
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(ascii: " "))
    value.withUTF8 { append($0, asName: false) }
    bytes.append(13)
    bytes.append(10)
  }

  /// Replaces all fields of that name (ignoring ASCII case) by one, or removes them if `value` is nil.
  public mutating func set(_ name: String, _ value: String?) {
    if !bytes.isEmpty { remove(name) }
    if let value { add(name, value) }
  }

  /// Appends all fields of `other` unchanged: a prepared block of constant fields costs one copy.
  public mutating func append(_ other: Headers) {
    bytes.append(contentsOf: other.bytes)
  }

  /// The first field of that name (ASCII case ignored).
  public subscript(name: String) -> String? {
    get {
      var found: String?
      forEachLine { range, colon in
        if found == nil, matches(range.lowerBound..<colon, name) { found = value(range, colon) }
      }
      return found
    }
    set { set(name, newValue) }
  }

  /// Every value of that name, in order.
  public func all(_ name: String) -> [String] {
    var found: [String] = []
    forEachLine { range, colon in
      if matches(range.lowerBound..<colon, name) { found.append(value(range, colon)) }
    }
    return found
  }

  /// All fields in order.
  public var fields: [(name: String, value: String)] {
    var all: [(name: String, value: String)] = []
    forEachLine { range, colon in
      all.append((String(decoding: bytes[range.lowerBound..<colon], as: UTF8.self), value(range, colon)))
    }
    return all
  }

  /// Whether there are no fields.
  public var isEmpty: Bool { bytes.isEmpty }

  private mutating func append(_ text: UnsafeBufferPointer<UInt8>, asName: Bool) {
    if text.allSatisfy({ $0 > (asName ? 32 : 31) && $0 != 127 && !(asName && $0 == 58) }) {
      bytes.append(contentsOf: text)
    } else {
      for byte in text {
        let harmless = byte > (asName ? 32 : 31) && byte != 127 && !(asName && byte == 58)
        bytes.append(harmless || (!asName && byte == 9) ? byte : asName ? UInt8(ascii: "_") : UInt8(ascii: " "))
      }
    }
  }

  private mutating func remove(_ name: String) {
    var doomed: [Range<Int>] = []
    forEachLine { range, colon in
      if matches(range.lowerBound..<colon, name) { doomed.append(range.lowerBound..<range.upperBound + 2) }
    }
    for range in doomed.reversed() { bytes.removeSubrange(range) }
  }

  /// Calls with each line's range (without CRLF) and the index of its colon.
  private func forEachLine(_ body: (Range<Int>, Int) -> Void) {
    var start = 0
    while start < bytes.count {
      var end = start
      while bytes[end] != 13 { end += 1 }
      var colon = start
      while bytes[colon] != 58 { colon += 1 }
      body(start..<end, colon)
      start = end + 2
    }
  }

  private func matches(_ range: Range<Int>, _ name: String) -> Bool {
    guard range.count == name.utf8.count else { return false }
    return zip(bytes[range], name.utf8).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private func value(_ line: Range<Int>, _ colon: Int) -> String {
    String(decoding: bytes[(colon + 2)..<line.upperBound], as: UTF8.self)
  }
}

extension Headers: ExpressibleByDictionaryLiteral {
  /// The fields in order, as written.
  public init(dictionaryLiteral fields: (String, String)...) {
    bytes = []
    for (name, value) in fields { add(name, value) }
  }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  byte >= 65 && byte <= 90 ? byte | 0x20 : byte
}
