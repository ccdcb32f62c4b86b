/// Reads a `.env` file: `KEY=value` lines, `#` comments, an optional `export`, single or double quotes.
///
/// Lines end with LF, CRLF or CR, and a byte order mark is skipped. A `#` begins a comment at the start of a line or after a blank, so
/// that it may stand in an unquoted password. Single quotes keep everything as it is; in double quotes `\"`, `\\`, `\n`, `\r`, `\t` and
/// `\$` are escapes, and every other backslash stands for itself.
enum DotEnv {
  static func parse(_ text: String) throws(ConfigError) -> [String: String] {
    var values: [String: String] = [:]
    for (index, line) in lines(of: text).enumerated() {
      do throws(Problem) {
        guard let (key, value) = try entry(line) else { continue }
        values[key] = value
      } catch {
        throw ConfigError(dotEnvLine: index + 1, error.text)
      }
    }
    return values
  }

  private struct Problem: Error {
    let text: String
  }

  private typealias Bytes = ArraySlice<UInt8>

  private static func lines(of text: String) -> [Bytes] {
    var bytes = Array(text.utf8)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var lines: [Bytes] = []
    while let end = bytes.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      lines.append(bytes[..<end])
      let isPair = bytes[end] == UInt8(ascii: "\r") && end + 1 < bytes.endIndex && bytes[end + 1] == UInt8(ascii: "\n")
      bytes = bytes[(end + (isPair ? 2 : 1))...]
    }
    return lines + [bytes]
  }

  /// Nil for a blank line or a comment.
  private static func entry(_ line: Bytes) throws(Problem) -> (key: String, value: String)? {
    var rest = trimmed(line)
    if rest.isEmpty || rest.first == UInt8(ascii: "#") { return nil }
    if rest.starts(with: "export".utf8), rest.dropFirst(6).first.map(isBlank) == true { rest = trimmed(rest.dropFirst(6)) }
    guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { throw Problem(text: "is not KEY=value") }
    let key = trimmed(rest[..<equals])
    guard !key.isEmpty, key.allSatisfy(isKeyByte) else { throw Problem(text: "is not KEY=value") }
    return (String(decoding: key, as: UTF8.self), String(decoding: try value(rest[(equals + 1)...]), as: UTF8.self))
  }

  private static func value(_ text: Bytes) throws(Problem) -> [UInt8] {
    let start = trimmed(text)
    guard let quote = start.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return Array(unquoted(text)) }
    var value: [UInt8] = []
    var rest = start.dropFirst()
    while let byte = rest.popFirst() {
      if byte == quote {
        let after = trimmed(rest)
        // A comment needs a blank before it, here too.
        guard after.isEmpty || after.first == UInt8(ascii: "#") && rest.first.map(isBlank) == true else {
          throw Problem(text: "has text after the closing quote (a quote within double quotes is \\\")")
        }
        return value
      }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escaped = rest.first.flatMap(Self.escaped) {
        value.append(escaped)
        rest = rest.dropFirst()
      } else {
        value.append(byte)
      }
    }
    throw Problem(text: "has a quote that is not closed on the same line")
  }

  private static func escaped(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"): byte
    case UInt8(ascii: "n"): UInt8(ascii: "\n")
    case UInt8(ascii: "r"): UInt8(ascii: "\r")
    case UInt8(ascii: "t"): UInt8(ascii: "\t")
    default: nil
    }
  }

  /// Up to a comment.
  private static func unquoted(_ text: Bytes) -> Bytes {
    let comment = text.indices.first { text[$0] == UInt8(ascii: "#") && $0 > text.startIndex && isBlank(text[$0 - 1]) }
    return trimmed(text[..<(comment ?? text.endIndex)])
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func trimmed(_ text: Bytes) -> Bytes {
    var rest = text
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }
}
