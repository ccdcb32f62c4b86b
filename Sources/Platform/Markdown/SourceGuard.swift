/// Detects texts that were made to exhaust the parser, before they are parsed.
enum SourceGuard {
  /// The optional syntax that the parser may use for a text.
  struct Syntax: OptionSet {
    let rawValue: UInt8
    static let tables = Syntax(rawValue: 1)
    static let bareLinks = Syntax(rawValue: 2)
  }

  /// The parser pads every row to the header's width, so there can be as many cells as columns times lines.
  private static let mostCells = 6000
  /// The most containers one line may open. Every open container is checked again on each later line.
  private static let mostContainers = 48
  /// Each possible address or bare URL costs a scan of the text around it.
  private static let mostAts = 200
  private static let mostColons = 400
  /// Every reference copies its definition's URL, so the cost is the number of brackets times the longest word.
  private static let mostReferenced = 400_000

  /// The syntax to parse the text with; nil if the text should be shown as typed.
  static func syntax(of text: String) -> Syntax? {
    var text = text
    let measures = text.withUTF8 { Measures($0) }
    if measures.containers > mostContainers { return nil }
    if measures.hasDefinitions, measures.brackets * measures.longestWord > mostReferenced { return nil }
    var syntax: Syntax = []
    if (measures.bars + 1) * measures.lines <= mostCells { syntax.insert(.tables) }
    if measures.ats <= mostAts, measures.colons <= mostColons { syntax.insert(.bareLinks) }
    return syntax
  }

  /// Whether the text may hold link definitions.
  static func mayDefine(_ bytes: [UInt8]) -> Bool {
    bytes.indices.dropLast().contains { bytes[$0] == UInt8(ascii: "]") && bytes[$0 + 1] == UInt8(ascii: ":") }
  }
}

/// What parsing a text would cost, measured in one pass.
private struct Measures {
  var lines = 1
  /// In the line that has the most.
  var bars = 0
  /// In the line that may open the most.
  var containers = 0
  var ats = 0
  var colons = 0
  var brackets = 0
  var longestWord = 0
  var hasDefinitions = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var (lineBars, lineContainers, word) = (0, 0, 0)
    var isLeading = true
    for index in bytes.indices {
      let byte = bytes[index]
      word = byte > 0x20 ? word + 1 : 0
      longestWord = max(longestWord, word)
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        lines += 1
        (lineBars, lineContainers, isLeading) = (0, 0, true)
      case UInt8(ascii: ">"): if isLeading { lineContainers += 1 }
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ")"):
        // A marker opens an item only if a space follows it; `-----` is a rule.
        if isLeading, index + 1 < bytes.count, bytes[index + 1] <= 0x20 { lineContainers += 1 }
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
      default:
        isLeading = false
        count(byte, after: index > 0 ? bytes[index - 1] : 0, &lineBars)
      }
      bars = max(bars, lineBars)
      containers = max(containers, lineContainers)
    }
  }

  private mutating func count(_ byte: UInt8, after last: UInt8, _ lineBars: inout Int) {
    switch byte {
    case UInt8(ascii: "|"): lineBars += 1
    case UInt8(ascii: "@"): ats += 1
    case UInt8(ascii: "["): brackets += 1
    case UInt8(ascii: ":"):
      colons += 1
      if last == UInt8(ascii: "]") { hasDefinitions = true }
    default: break
    }
  }
}
