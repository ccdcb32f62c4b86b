/// The link definitions of a text, such as `[docs]: https://example.org`.
///
/// The parser removes every definition from the text. That is right for those a link uses, but `[12:30]: lunch` may be ordinary text. So
/// each definition is either hidden from the parser, by a mark in front of it, and then shown as typed; or its number is written in front
/// of its address, which shows whether a link uses it. Marks and numbers are noncharacters of Unicode. They are removed from the text
/// first, so that members cannot type them, and from the rendered fragment last.
struct Definitions {
  private struct Definition {
    /// The position of its `[`.
    let start: Int
    /// The position of its address.
    let address: Int
    let label: [UInt8]
  }

  private static let longestLabel = 999

  /// The text without noncharacters.
  private let bytes: [UInt8]
  private let definitions: [Definition]
  /// Normalised labels that also appear in brackets elsewhere in the text.
  private let usedLabels: Set<[UInt8]>

  init(in text: [UInt8]) {
    let bytes = Noncharacters.removed(from: text)
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
          // The definition's own label does not count as a use.
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

  /// The definitions that cannot be used, because their label appears nowhere else or was defined before.
  var useless: Set<Int> {
    var seen: Set<[UInt8]> = []
    return Set(definitions.indices.filter { !usedLabels.contains(definitions[$0].label) || !seen.insert(definitions[$0].label).inserted })
  }

  /// The definitions that are neither hidden nor among those that links use.
  func unused(hidden: Set<Int>, used: Set<Int>) -> Set<Int> { Set(definitions.indices).subtracting(hidden).subtracting(used) }

  /// The text to parse: with a mark before every hidden definition and a number before the address of every other one.
  func source(hiding hidden: Set<Int>) -> [UInt8] {
    var source: [UInt8] = []
    source.reserveCapacity(bytes.count + definitions.count * 12)
    var copied = 0
    for (index, definition) in definitions.enumerated() {
      let position = hidden.contains(index) ? definition.start : definition.address
      // A definition may stand in what looks like the address of the one before.
      guard position >= copied else { continue }
      source += bytes[copied..<position]
      source += hidden.contains(index) ? Noncharacters.mark : Noncharacters.number(index)
      copied = position
    }
    return source + bytes[copied...]
  }

  /// White space, and the characters that begin quotes and list items.
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
    guard let address = address(from: end + 2, bytes) else { return nil }
    return Definition(start: start, address: address, label: normalised(bytes[(start + 1)..<end]))
  }

  /// Where an address begins, on this line or the next. A number after a colon without an address would make a definition of it.
  private static func address(from start: Int, _ bytes: [UInt8]) -> Int? {
    var address = start
    var lines = 0
    while address < bytes.count, " \t\r\n".utf8.contains(bytes[address]) {
      if bytes[address] == UInt8(ascii: "\n") { lines += 1 }
      address += 1
    }
    guard lines <= 1, address < bytes.count else { return nil }
    return bytes[address] == UInt8(ascii: "<") ? address + 1 : address
  }

  /// ASCII letters in lower case, runs of white space as one space. Labels that differ in other ways count as different labels: the
  /// definition then stays visible, so nothing is lost.
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
