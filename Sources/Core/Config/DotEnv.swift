import Foundation

/// Reads a `.env` file: `KEY=value` lines, `#` comments, an optional `export`, single or double quotes.
enum DotEnv {
  static func parse(_ text: String) throws(ConfigError) -> [String: String] {
    var values: [String: String] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var rest = trimmed(line)
      if rest.isEmpty || rest.hasPrefix("#") { continue }
      if rest.hasPrefix("export ") { rest = trimmed(rest.dropFirst("export ".count)) }
      guard let equals = rest.firstIndex(of: "="), isKey(trimmed(rest[..<equals])) else {
        throw ConfigError(".env line \(index + 1)", "is not KEY=value", example: "value")
      }
      values[String(trimmed(rest[..<equals]))] = unquoted(trimmed(rest[rest.index(after: equals)...]))
    }
    return values
  }

  private static func isKey(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F }
  }

  private static func unquoted(_ text: Substring) -> String {
    for quote in ["\"", "'"] where text.hasPrefix(quote) {
      let inner = text.dropFirst()
      if let end = inner.firstIndex(of: Character(quote)) { return String(inner[..<end]) }
    }
    // A comment after an unquoted value needs a space before it, so that `#` may stand in a password.
    if let comment = text.range(of: " #") { return String(trimmed(text[..<comment.lowerBound])) }
    return String(text)
  }

  private static func trimmed(_ text: some StringProtocol) -> Substring {
    Substring(text).trimming { $0 == " " || $0 == "\t" || $0 == "\r" }
  }
}

extension Substring {
  fileprivate func trimming(_ drops: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let first = rest.first, drops(first) { rest.removeFirst() }
    while let last = rest.last, drops(last) { rest.removeLast() }
    return rest
  }
}
