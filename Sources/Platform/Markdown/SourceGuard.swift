/// Finds texts made to exhaust the parser rather than to be read, before it sees them.
enum SourceGuard {
  /// What the parser may do with a text.
  struct Syntax: OptionSet {
    let rawValue: UInt8
    static let tables = Syntax(rawValue: 1)
    static let bareLinks = Syntax(rawValue: 2)
  }

  /// Rows are filled up to the header's width, so cells grow with the product of width and lines.
  private static let mostCells = 6000
  /// Containers one line may open; each open container is looked at again on every further line.
  private static let mostContainers = 48
  /// Each possible address or bare URL costs a walk over the text around it.
  private static let mostAts = 200
  private static let mostColons = 400
  /// A reference copies its definition's URL: brackets times the longest word.
  private static let mostReferenced = 400_000

  /// The syntax to be understood; nil when the text is better shown as it is.
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

/// What a text would cost, in one pass.
private struct Measures {
  var lines = 1
  /// Most in any line.
  var bars = 0
  /// Most that any line may open.
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
        // A marker opens an item only with space behind it; `-----` is a rule.
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
