/// The link definitions of a text, such as `[docs]: https://example.org`.
///
/// The parser takes every one of them out of the text. That is right for those that a link uses; `[12:30]: lunch` is only what somebody
/// wrote. A mark before such a line keeps the parser from taking it, and is dropped from what is rendered.
struct Definitions {
  private struct Definition {
    /// Where its `[` stands.
    let start: Int
    let label: [UInt8]
    let address: [UInt8]
  }

  /// U+FDD0, a code point that Unicode keeps for such internal use.
  private static let mark: [UInt8] = [0xEF, 0xB7, 0x90]
  private static let longestLabel = 999

  private let bytes: [UInt8]
  private let definitions: [Definition]
  /// Labels that stand in brackets somewhere else, in normal form.
  private let usedLabels: Set<[UInt8]>

  init(in bytes: [UInt8]) {
    self.bytes = bytes
    var found: [Definition] = []
    var used: Set<[UInt8]> = []
    var isLineStart = true
    var open: Int?
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["):
        if isLineStart, let definition = Self.definition(at: index, bytes) {
          found.append(definition)
          open = nil
          isLineStart = false
          // The label alone does not use the definition.
          while index + 1 < bytes.count, bytes[index] != UInt8(ascii: "]") { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
        } else {
          open = index + 1
        }
      case UInt8(ascii: "]"):
        if let start = open, index - start <= Self.longestLabel { used.insert(Self.normalised(bytes[start..<index])) }
        open = nil
      default: break
      }
      isLineStart =
        index < bytes.count && (byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || (isLineStart && Self.mayPrecede(byte)))
      index += 1
    }
    definitions = found
    usedLabels = used
  }

  /// The text with marks before all definitions that nothing refers to: those whose label stands nowhere else or was defined before, and
  /// those whose address is not among `addresses`, where it is given. Nil when there are none.
  func marked(addresses: Set<[UInt8]>? = nil) -> [UInt8]? {
    var seen: Set<[UInt8]> = []
    let unused = definitions.filter { definition in
      let isUsed = usedLabels.contains(definition.label) && addresses?.contains(definition.address) ?? true
      return !isUsed || !seen.insert(definition.label).inserted
    }
    guard !unused.isEmpty else { return nil }
    var marked: [UInt8] = []
    marked.reserveCapacity(bytes.count + unused.count * Self.mark.count)
    var copied = 0
    for definition in unused {
      marked += bytes[copied..<definition.start]
      marked += Self.mark
      copied = definition.start
    }
    return marked + bytes[copied...]
  }

  /// What was rendered, without the marks.
  static func unmarked(_ rendered: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(rendered.count)
    var index = 0
    while index < rendered.count {
      if rendered[index...].starts(with: mark) {
        index += mark.count
      } else {
        out.append(rendered[index])
        index += 1
      }
    }
    return out
  }

  /// White space and what opens quotes and lists.
  private static func mayPrecede(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: ">-*+.)".utf8.contains(byte)
    }
  }

  private static func definition(at start: Int, _ bytes: [UInt8]) -> Definition? {
    var end = start + 1
    while end < bytes.count, end - start <= longestLabel, bytes[end] != UInt8(ascii: "]") {
      if bytes[end] == UInt8(ascii: "[") { return nil }
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end + 1 < bytes.count, bytes[end] == UInt8(ascii: "]"), bytes[end + 1] == UInt8(ascii: ":") else { return nil }
    var address = bytes[(end + 2)...].drop { $0 <= 0x20 }
    if address.first == UInt8(ascii: "<") {
      address = address.dropFirst().prefix { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "\n") }
    } else {
      address = address.prefix { $0 > 0x20 }
    }
    return Definition(start: start, label: normalised(bytes[(start + 1)..<end]), address: Array(address))
  }

  /// Letters of ASCII in lower case, runs of white space as one space. Labels that differ in more count as different: then a definition
  /// stays visible, which loses nothing.
  private static func normalised(_ label: some Sequence<UInt8>) -> [UInt8] {
    var normal: [UInt8] = []
    for byte in label {
      if byte > 0x20 {
        normal.append(byte.lowercasedASCII)
      } else if let last = normal.last, last != 0x20 {
        normal.append(0x20)
      }
    }
    if normal.last == 0x20 { normal.removeLast() }
    return normal
  }
}
