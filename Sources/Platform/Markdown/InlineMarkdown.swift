extension Markdown {
  /// Renders a text in which only emphasis, strong emphasis, code, strikethrough and links are markup: what would begin a heading, a list,
  /// a quotation, a table or a block of code is shown as typed. Lines and paragraphs are kept. As safe as `render`.
  public static func renderInline(_ text: String, atMost limit: Int = messageBytes) -> Fragment {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return render(lines.map { InlineLine.plain($0) }.joined(separator: "\n"), atMost: limit)
  }
}

/// One line whose beginning means nothing to a parser of blocks.
private enum InlineLine {
  static func plain(_ line: Substring.UTF8View) -> String {
    let bytes = Array(line.drop { $0 == 0x20 || $0 == 0x09 })
    guard let first = bytes.first else { return "" }
    if let mark = numberMark(bytes) { return escaped(bytes, at: mark) }
    let needsEscape =
      switch first {
      case UInt8(ascii: "#"), UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "|"),
        UInt8(ascii: ":"):
        true
      case UInt8(ascii: "*"), UInt8(ascii: "_"): isListMark(bytes) || isBreak(bytes)
      case UInt8(ascii: "`"), UInt8(ascii: "~"): bytes.starts(with: [first, first, first])
      case UInt8(ascii: "<"): !bytes.starts(with: "<http".utf8) && !bytes.starts(with: "<mailto:".utf8)
      // What would define a link for elsewhere.
      case UInt8(ascii: "["): zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "]") && $1 == UInt8(ascii: ":") }
      default: false
      }
    return needsEscape ? escaped(bytes, at: 0) : String(decoding: bytes, as: UTF8.self)
  }

  private static func escaped(_ bytes: [UInt8], at position: Int) -> String {
    String(decoding: bytes[..<position] + [UInt8(ascii: "\\")] + bytes[position...], as: UTF8.self)
  }

  /// Where the `.` or `)` of a list's number is.
  private static func numberMark(_ bytes: [UInt8]) -> Int? {
    let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    guard (1...9).contains(digits), digits < bytes.count, bytes[digits] == UInt8(ascii: ".") || bytes[digits] == UInt8(ascii: ")") else {
      return nil
    }
    return digits
  }

  private static func isListMark(_ bytes: [UInt8]) -> Bool { bytes.count == 1 || bytes[1] == 0x20 || bytes[1] == 0x09 }

  /// Three or more of one character and nothing else but white space.
  private static func isBreak(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 == bytes[0] || $0 == 0x20 || $0 == 0x09 } && bytes.count { $0 == bytes[0] } >= 3
  }
}
