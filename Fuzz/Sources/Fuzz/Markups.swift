import Markdown

/// Members' Markdown, seen as a browser would see what becomes of it.
enum Markups {
  static func check(_ bytes: [UInt8]) {
    // Longer texts are refused before they are rendered.
    let text = String(decoding: bytes.prefix(10_000), as: UTF8.self)
    let names = Markdown.mentionedNames(in: text)
    let fragment = Markdown.render(text) { $0 }
    must(String(validating: fragment.html, as: UTF8.self) != nil, "a fragment is UTF-8")
    must(Set(fragment.mentions).isSubset(of: names), "who is mentioned was mentioned")
    must(fragment.mentions.allSatisfy { (2...20).contains($0.utf8.count) }, "a mention is a name")
    if text.unicodeScalars.count <= 4_000 { must(fragment.html.count <= Markdown.messageBytes, "a message stays small") }
    must(
      letters(lostOf: text, in: fragment.text).isEmpty,
      "letters \(letters(lostOf: text, in: fragment.text)) of \(text.debugDescription) are lost in: \(fragment.text)")
    must(Markdown.render(text) { $0 }.html == fragment.html, "rendering is stable")
    let reader = TagReader(fragment.html)
    if let fault = reader.fault { must(false, "\(fault)\nof: \(text.debugDescription)\nin: \(fragment.text)") }
    // Without known names, mentions stay text and the markup stays well formed.
    must(TagReader(Markdown.render(text).html).fault == nil, "unknown names stay text")
  }
}

extension Markups {
  /// The ASCII letters of a text of which its fragment has fewer, in the text it shows and in the addresses of its links, beyond those
  /// that may go. Left out are texts with character references (`&copy;` is shown as ©), and with hosts that are asked for in punycode
  /// (`e` and an accent become one letter).
  private static func letters(lostOf text: String, in markup: String) -> [Character] {
    if hasReference(text) || markup.utf8.contains("xn--".utf8) { return [] }
    var count = [Int](repeating: 0, count: 128)
    for byte in text.utf8 where isLetter(byte) { count[Int(byte | 0x20)] += 1 }
    for byte in mayGo(of: Array(text.utf8)) where isLetter(byte) { count[Int(byte | 0x20)] -= 1 }
    var rest = Array(markup.utf8)[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "<") {
        let tag = rest.prefix { $0 != UInt8(ascii: ">") }
        if tag.starts(with: "<a href=\"".utf8) {
          let href = String(decoding: tag.dropFirst(9).prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
          for byte in href.replacing("&amp;", with: "&").utf8 where isLetter(byte) { count[Int(byte | 0x20)] -= 1 }
        }
        rest = rest.dropFirst(tag.count)
      } else if byte == UInt8(ascii: "&") {
        rest = rest.drop { $0 != UInt8(ascii: ";") }
      } else if isLetter(byte) {
        count[Int(byte | 0x20)] -= 1
      }
      rest = rest.dropFirst()
    }
    return count.indices.filter { count[$0] > 0 }.map { Character(Unicode.Scalar(UInt8($0))) }
  }

  /// What a fragment need not show: the word after a code fence (a language is in the `class`), and in a text with definitions what
  /// stands in brackets (labels go when their link is made).
  private static func mayGo(of text: [UInt8]) -> [UInt8] {
    let defines = text.indices.dropLast().contains { text[$0] == UInt8(ascii: "]") && text[$0 + 1] == UInt8(ascii: ":") }
    var found: [UInt8] = []
    for index in text.indices {
      if defines, text[index] == UInt8(ascii: "[") {
        found += text[(index + 1)...].prefix { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }
      }
      guard index >= 2, "`~".utf8.contains(text[index]), text[index - 2..<index].allSatisfy({ $0 == text[index] }) else { continue }
      let rest = text[(index + 1)...]
      guard rest.first != text[index] else { continue }
      found += rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.prefix { $0 > 0x20 }
    }
    return found
  }

  /// Whether something in the text may be a character reference.
  private static func hasReference(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
      rest = rest[(start + 1)...]
      let name = rest.prefix { isLetter($0) || $0 == UInt8(ascii: "#") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      if !name.isEmpty, rest.dropFirst(name.count).first == UInt8(ascii: ";") { return true }
    }
    return false
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
}

/// Reads markup byte by byte, with no knowledge of how it was made, and names the first thing no fragment may hold.
struct TagReader {
  private(set) var fault: String?
  private let bytes: [UInt8]
  private var open: [String] = []

  private static let elements: Set = [
    "p", "br", "hr", "em", "strong", "del", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "pre", "code", "span", "a", "table",
    "thead", "tbody", "tr", "th", "td",
  ]
  private static let attributes: Set = ["href", "rel", "class", "start", "value", "scope"]
  private static let references = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].map { Array($0.utf8) }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var index = 0
    while fault == nil, index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "<"): index = tag(from: index)
      case UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"), 0: fault = "a raw \(Character(Unicode.Scalar(bytes[index]))) in text"
      case UInt8(ascii: "&"): index = reference(from: index)
      default: index += 1
      }
    }
    if fault == nil, !open.isEmpty { fault = "left open: \(open)" }
  }

  private mutating func reference(from start: Int) -> Int {
    guard let found = Self.references.first(where: { bytes[start...].starts(with: $0) }) else {
      fault = "a raw &"
      return start
    }
    return start + found.count
  }

  private mutating func tag(from start: Int) -> Int {
    guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else {
      fault = "an unclosed tag"
      return start
    }
    let inside = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    if inside.hasPrefix("/") {
      if open.popLast() != String(inside.dropFirst()) { fault = "misnested </\(inside)>" }
      return end + 1
    }
    let name = String(inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) })
    guard Self.elements.contains(name) else {
      fault = "an element <\(inside)>"
      return start
    }
    if name == "a", open.contains("a") { fault = "a link in a link" }
    read(attributes: inside.dropFirst(name.count), of: name)
    if name != "br", name != "hr" { open.append(name) }
    return end + 1
  }

  private mutating func read(attributes text: Substring, of element: String) {
    var rest = text
    while !rest.isEmpty, fault == nil {
      guard rest.first == " ", let equals = rest.firstIndex(of: "="), rest[equals...].dropFirst().first == "\"" else {
        fault = "attributes of <\(element)\(text)>"
        return
      }
      let name = String(rest[rest.index(after: rest.startIndex)..<equals])
      let value = rest[equals...].dropFirst(2).prefix { $0 != "\"" }
      guard Self.attributes.contains(name), !value.contains("<") else {
        fault = "attribute \(name) of <\(element)>"
        return
      }
      if name == "href" { check(target: String(value)) }
      rest = rest[value.endIndex...].dropFirst()
    }
  }

  private mutating func check(target: String) {
    let lowered = target.lowercased()
    let isPlain = target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    if !isPlain || !["http://", "https://", "mailto:", "/@"].contains(where: lowered.hasPrefix) || lowered.hasPrefix("/@/") {
      fault = "a link to \(target)"
    }
  }
}
