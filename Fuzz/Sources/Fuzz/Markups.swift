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
    // A text nobody is found in, rendered for a reader who knows nobody, differs in mentions alone.
    must(TagReader(Markdown.render(text).html).fault == nil, "unknown names stay text")
  }
}

extension Markups {
  /// ASCII letters of a text of which its fragment has fewer, in what is shown or in where links lead. Left out are texts in which some
  /// may go: character references, names of languages, labels of links that were made, addresses that are their link's text, and cells of
  /// tables beyond the columns of the head.
  private static func letters(lostOf text: String, in markup: String) -> [Character] {
    if text.utf8.contains("](".utf8) || text.utf8.contains(UInt8(ascii: "|")) { return [] }
    if text.utf8.contains(UInt8(ascii: "&")) || markup.utf8.contains("class=\"language-".utf8) { return [] }
    if text.utf8.contains("]:".utf8), markup.utf8.contains("<a ".utf8) || markup.utf8.contains(" (".utf8) { return [] }
    var count = [Int](repeating: 0, count: 128)
    for byte in text.utf8 where isLetter(byte) { count[Int(byte | 0x20)] += 1 }
    var rest = Array(markup.utf8)[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "<") {
        let tag = rest.prefix { $0 != UInt8(ascii: ">") }
        if tag.starts(with: "<a href=\"".utf8) {
          for byte in tag.dropFirst(9).prefix(while: { $0 != UInt8(ascii: "\"") }) where isLetter(byte) { count[Int(byte | 0x20)] -= 1 }
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
