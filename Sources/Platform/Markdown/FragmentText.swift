extension Markdown {
  /// The readable text of a fragment that this module rendered: without tags, with its references resolved. Blocks and the cells of tables end
  /// lines. For other HTML the result is some text, too, in linear time.
  public static func text(in fragment: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(fragment.count)
    var position = 0
    while position < fragment.count {
      switch fragment[position] {
      case UInt8(ascii: "<"):
        let name = fragment[(position + 1)...].drop { $0 == UInt8(ascii: "/") }.prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") }
        if !isInline(name), let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        position = (fragment[position...].firstIndex(of: UInt8(ascii: ">")) ?? fragment.count - 1) + 1
      case UInt8(ascii: "\n") where text.isEmpty || text.last == UInt8(ascii: "\n"): position += 1
      case UInt8(ascii: "&"):
        if let (character, length) = reference(fragment[position...]) {
          text.append(character)
          position += length
        } else {
          fallthrough
        }
      default:
        text.append(fragment[position])
        position += 1
      }
    }
    while text.last == UInt8(ascii: "\n") { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  /// Elements within a line. They do not end a word.
  private static func isInline(_ name: ArraySlice<UInt8>) -> Bool {
    ["a", "em", "strong", "del", "code", "span", "mark"].contains { name.elementsEqual($0.utf8) }
  }

  private static let references = [
    ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")), ("&quot;", UInt8(ascii: "\"")),
    ("&#39;", UInt8(ascii: "'")),
  ]

  private static func reference(_ text: ArraySlice<UInt8>) -> (UInt8, length: Int)? {
    for (reference, character) in references where text.starts(with: reference.utf8) { return (character, reference.utf8.count) }
    return nil
  }
}
