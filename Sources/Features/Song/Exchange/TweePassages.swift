import JSON

/// A passage of a Twee file, with the numbers of its lines.
struct TweePassage: Sendable {
  let name: String
  let tags: [String]
  /// Of its head, counted from 1.
  let line: Int
  /// Without the empty ones at both ends.
  let content: [Line]

  struct Line: Sendable {
    let number: Int
    let bytes: [UInt8]

    var isBlank: Bool { bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
  }

  var text: String { content.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n") }

  func has(_ tag: String) -> Bool { tags.contains { $0.utf8.elementsEqual(tag.utf8) } }
  func isNamed(_ other: String) -> Bool { name.utf8.elementsEqual(other.utf8) }
}

extension TweePassage {
  static func count(in text: String) -> Int {
    text.utf8.split(separator: UInt8(ascii: "\n")).count { $0.starts(with: "::".utf8) }
  }

  /// Cuts a file at its heads. What stands before the first is returned as well.
  static func cut(_ text: String) -> (before: [Line], passages: [TweePassage]) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().map { Line(number: $0.offset + 1, bytes: Array($0.element)) }
    let heads = lines.indices.filter { lines[$0].bytes.starts(with: "::".utf8) }
    let before = lines[..<(heads.first ?? lines.endIndex)].filter { !$0.isBlank }
    let passages = heads.enumerated().map { position, start in
      let end = position + 1 < heads.count ? heads[position + 1] : lines.endIndex
      return TweePassage(head: lines[start], content: Array(lines[(start + 1)..<end]))
    }
    return (before, passages)
  }

  private init(head: Line, content: [Line]) {
    var name: [UInt8] = []
    var index = 2
    let bytes = head.bytes
    scan: while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\") where index + 1 < bytes.count:
        name.append(bytes[index + 1])
        index += 2
      case UInt8(ascii: "["), UInt8(ascii: "{"): break scan
      default:
        name.append(bytes[index])
        index += 1
      }
    }
    var tags: [String] = []
    if index < bytes.count, bytes[index] == UInt8(ascii: "["), let end = bytes[index...].firstIndex(of: UInt8(ascii: "]")) {
      tags = bytes[(index + 1)..<end].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
    let trimmed = content[(content.firstIndex { !$0.isBlank } ?? content.endIndex)...]
    let end = trimmed.lastIndex { !$0.isBlank } ?? trimmed.startIndex - 1
    self.init(
      name: String(decoding: name.trimmingSpaces, as: UTF8.self), tags: tags, line: head.number,
      content: trimmed.isEmpty ? [] : Array(trimmed[...end]))
  }
}

extension [UInt8] {
  /// Without spaces and tabs at both ends.
  var trimmingSpaces: ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else { return [] }
    return self[first...last]
  }
}
