/// The small grammar all header values share (RFC 9110 §5.6): tokens, quoted strings, optional white space.
enum FieldSyntax {
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
      UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  static func isToken(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isTokenByte) }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  static func equalIgnoringCase(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    left.utf8.elementsEqual(right.utf8) { lowercased($0) == lowercased($1) }
  }
}

/// Walks one header value from left to right.
struct FieldReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { index == bytes.count }

  mutating func skipSpaces() {
    while index < bytes.count, FieldSyntax.isSpace(bytes[index]) { index += 1 }
  }

  /// Consumes `byte` when it comes next.
  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: byte) else { return false }
    index += 1
    return true
  }

  /// A token, or nil when none stands here.
  mutating func token() -> String? {
    let start = index
    while index < bytes.count, FieldSyntax.isTokenByte(bytes[index]) { index += 1 }
    return start == index ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// The inside of a quoted string, escapes resolved; nil when it does not start here or never ends.
  mutating func quotedString(backslashEscapes: Bool = true) -> String? {
    guard take("\"") else { return nil }
    var inside: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: inside, as: UTF8.self) }
      if backslashEscapes, byte == UInt8(ascii: "\\"), index < bytes.count {
        inside.append(bytes[index])
        index += 1
      } else {
        inside.append(byte)
      }
    }
    return nil
  }

  /// `; name=value` pairs up to the end or the next byte that is not `;`. Nil when malformed. Names in lower case.
  mutating func parameters(quotedPairs: Bool = true) -> [(name: String, value: String)]? {
    var found: [(name: String, value: String)] = []
    skipSpaces()
    while take(";") {
      skipSpaces()
      guard let name = token() else {
        if isAtEnd { break }  // a trailing ";" is common and harmless
        return nil
      }
      skipSpaces()
      guard take("=") else { return nil }
      skipSpaces()
      guard let value = quotedString(backslashEscapes: quotedPairs) ?? token() else { return nil }
      found.append((name.lowercased(), value))
      skipSpaces()
    }
    return found
  }
}
