import Core

/// References to scripts in messages: `script:<id>` becomes the newest revision when it is written, `script:<id>@<n>` is a link.
enum WorkLinks {
  /// How many scripts one message can refer to without a number. Further ones stay as they are.
  static let most = 10

  private static let word = Array("script:".utf8)

  /// The scripts that stand in the text without a number.
  static func bare(in text: String) -> [Int64] {
    var ids: [Int64] = []
    scan(Array(text.utf8)) { found, _ in
      if found.number == nil, ids.count < most, !ids.contains(found.script) { ids.append(found.script) }
    }
    return ids
  }

  /// The text with the numbers that are known.
  static func numbered(_ text: String, _ newest: [Int64: Int]) -> String {
    guard !newest.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    scan(bytes) { found, range in
      guard found.number == nil, let number = newest[found.script] else { return }
      result += bytes[position..<range.upperBound]
      result += Array("@\(number)".utf8)
      position = range.upperBound
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }

  /// A rendered message with its references as links. Those in code and within other links stay text.
  static func linked(_ html: String) -> String {
    let bytes = Array(html.utf8)
    guard contains(word, in: bytes) else { return html }
    var result: [UInt8] = []
    var (position, depth) = (0, 0)
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
      let text = Array(bytes[position..<end])
      result += depth == 0 ? linked(text: text) : text
      guard end < bytes.count else { break }
      let close = bytes[end...].firstIndex(of: UInt8(ascii: ">")) ?? (bytes.count - 1)
      let tag = bytes[end...close]
      if isTag(tag, opening: true) { depth += 1 } else if isTag(tag, opening: false) { depth -= 1 }
      result += tag
      position = close + 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func linked(text bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    scan(bytes) { found, range in
      guard let number = found.number else { return }
      let work = WorkReference(script: found.script, number: number)
      result += bytes[position..<range.lowerBound]
      result += Array("<a class=\"script-link\" href=\"\(work.link)\">\(work.text)</a>".utf8)
      position = range.upperBound
    }
    return result + bytes[position...]
  }

  /// Whether a tag opens or closes an element in which nothing is linked. The renderer writes them in lower case.
  private static func isTag(_ tag: ArraySlice<UInt8>, opening: Bool) -> Bool {
    var name = tag.dropFirst()
    guard (name.first == UInt8(ascii: "/")) != opening else { return false }
    if !opening { name = name.dropFirst() }
    let letters = name.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    return ["a", "code", "pre"].contains { letters.elementsEqual($0.utf8) }
  }

  /// Calls `body` for each reference, with where it stands.
  private static func scan(_ bytes: [UInt8], _ body: ((script: Int64, number: Int?), Range<Int>) -> Void) {
    var index = 0
    while index + word.count < bytes.count {
      guard bytes[index] == word[0], bytes[index..<(index + word.count)].elementsEqual(word), index == 0 || !isWord(bytes[index - 1]) else {
        index += 1
        continue
      }
      var end = index + word.count
      guard let script = digits(bytes, &end, most: 16), script >= 1 << 40, script < 1 << 53 else {
        index += word.count
        continue
      }
      var number: Int?
      if end < bytes.count, bytes[end] == UInt8(ascii: "@") {
        var last = end + 1
        guard let value = digits(bytes, &last, most: 3), value <= 200, last == bytes.count || !isWord(bytes[last]) else {
          index = end
          continue
        }
        (number, end) = (Int(value), last)
      } else if end < bytes.count, isWord(bytes[end]) {
        index = end
        continue
      }
      body((script, number), index..<end)
      index = end
    }
  }

  private static func digits(_ bytes: [UInt8], _ position: inout Int, most: Int) -> Int64? {
    var value: Int64 = 0
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]), position - start < most {
      value = value * 10 + Int64(bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    return position > start && bytes[start] != UInt8(ascii: "0") ? value : nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "@"), 0x80...:
      true
    default: false
    }
  }

  private static func contains(_ word: [UInt8], in bytes: [UInt8]) -> Bool {
    guard bytes.count >= word.count else { return false }
    return (0...(bytes.count - word.count)).contains { bytes[$0] == word[0] && bytes[$0..<($0 + word.count)].elementsEqual(word) }
  }
}
