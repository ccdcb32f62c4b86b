/// Rewrites somebody's HTML so that nothing in it can run, load, send or navigate: the second line behind a sandbox.
///
/// The text is read tag by tag and written anew in one plain form: names in lower case, values in double quotes, every other `<` escaped.
/// So each `<` of the result begins a tag that is allowed, whatever a parser makes of its surroundings, and it does not matter where this
/// reading differs from a browser's. Filtering the result again changes nothing.
///
/// - Left out with what they hold: `script`, `iframe`, `noembed`, `noframes`, and comments.
/// - Left out themselves: `link`, `meta`, `base`, `object`, `embed`, `form`, frames, whatever turns off parsing, and animations of attributes.
/// - Attributes left out: `on…`, those that send or embed, and addresses other than `#…` and `data:` images and fonts.
public struct HTMLFilter {
  private let input: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  /// UTF-8 of the filtered text. Takes linear time, and at most six times the room.
  public static func filtered(_ html: String) -> [UInt8] {
    var filter = HTMLFilter(input: Array(html.utf8))
    filter.run()
    return filter.output
  }

  private init(input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count + input.count / 8)
  }

  private mutating func run() {
    while let byte = peek() {
      guard byte == UInt8(ascii: "<") else {
        output.append(byte)
        position += 1
        continue
      }
      switch peek(1) {
      case let next? where Self.isLetter(next): startTag()
      case UInt8(ascii: "/")?: endTag()
      case UInt8(ascii: "!")? where matches("<!--"): skip(past: "-->")
      case UInt8(ascii: "!")?, UInt8(ascii: "?")?: skip(past: ">")
      default:
        append("&lt;")
        position += 1
      }
    }
  }

  // MARK: Tags

  private mutating func startTag() {
    position += 1
    let name = tagName()
    guard let attributes = attributes() else { return }
    if Self.hidden.contains(name) {
      _ = rawText(of: name)
    } else if !Self.unwrapped.contains(name), Self.isPlain(name) {
      write(name, attributes)
      if Self.raw.contains(name) {
        let escape = name == Self.style ? "\\3C " : "&lt;"
        for byte in rawText(of: name) { if byte == UInt8(ascii: "<") { append(escape) } else { output.append(byte) } }
        append("</")
        output += name
        append(">")
      }
    }
  }

  private mutating func endTag() {
    position += 2
    guard let first = peek(), Self.isLetter(first) else { return skip(past: ">") }
    let name = tagName()
    guard attributes() != nil, !Self.hidden.contains(name), !Self.unwrapped.contains(name), !Self.raw.contains(name), Self.isPlain(name)
    else { return }
    append("</")
    output += name
    append(">")
  }

  private mutating func write(_ tag: [UInt8], _ attributes: Attributes) {
    append("<")
    output += tag
    for (name, value) in attributes.list where Self.allows(name, value, on: tag) {
      append(" ")
      output += name
      append("=\"")
      for byte in value {
        switch byte {
        case UInt8(ascii: "\""): append("&quot;")
        case UInt8(ascii: "<"): append("&lt;")
        case UInt8(ascii: ">"): append("&gt;")
        default: output.append(byte)
        }
      }
      append("\"")
    }
    append(attributes.closesItself ? " />" : ">")
  }

  /// What stands between this tag and its end tag, which is read too. Without an end tag, everything that follows.
  private mutating func rawText(of name: [UInt8]) -> ArraySlice<UInt8> {
    let start = position
    while position < input.count {
      if input[position] == UInt8(ascii: "<"), peek(1) == UInt8(ascii: "/"), ends(name, at: position + 2) {
        let text = input[start..<position]
        skip(past: ">")
        return text
      }
      position += 1
    }
    return input[start...]
  }

  private func ends(_ name: [UInt8], at start: Int) -> Bool {
    let end = start + name.count
    guard end <= input.count, input[start..<end].elementsEqual(name, by: { Self.lowered($0) == $1 }) else { return false }
    return end == input.count || Self.isSpace(input[end]) || input[end] == UInt8(ascii: "/") || input[end] == UInt8(ascii: ">")
  }

  // MARK: Names and attributes

  private struct Attributes {
    var list: [(name: [UInt8], value: [UInt8])] = []
    var closesItself = false
  }

  private mutating func tagName() -> [UInt8] {
    var name: [UInt8] = []
    while let byte = peek(), !Self.isSpace(byte), byte != UInt8(ascii: "/"), byte != UInt8(ascii: ">") {
      name.append(Self.lowered(byte))
      position += 1
    }
    return name
  }

  /// The attributes up to and with the `>`. Nil if the text ends before it: then there is no tag.
  private mutating func attributes() -> Attributes? {
    var attributes = Attributes()
    while let byte = peek() {
      if byte == UInt8(ascii: ">") {
        position += 1
        return attributes
      }
      attributes.closesItself = byte == UInt8(ascii: "/") && peek(1) == UInt8(ascii: ">")
      if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
        position += 1
        continue
      }
      let name = attributeName()
      skipSpace()
      guard peek() == UInt8(ascii: "=") else {
        attributes.list.append((name, []))
        continue
      }
      position += 1
      skipSpace()
      guard let value = attributeValue() else { return nil }
      attributes.list.append((name, value))
    }
    return nil
  }

  private mutating func attributeName() -> [UInt8] {
    // An equals sign in the first place belongs to the name.
    var name = [Self.lowered(input[position])]
    position += 1
    while let byte = peek(), !Self.isSpace(byte), byte != UInt8(ascii: "/"), byte != UInt8(ascii: ">"), byte != UInt8(ascii: "=") {
      name.append(Self.lowered(byte))
      position += 1
    }
    return name
  }

  private mutating func attributeValue() -> [UInt8]? {
    var value: [UInt8] = []
    let quote = peek().flatMap { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") ? $0 : nil }
    if quote != nil { position += 1 }
    while let byte = peek() {
      if let quote {
        if byte == quote {
          position += 1
          return value
        }
      } else if Self.isSpace(byte) || byte == UInt8(ascii: ">") {
        return value
      }
      value.append(byte)
      position += 1
    }
    return nil
  }

  // MARK: What is allowed

  private static func names(_ names: String) -> Set<[UInt8]> {
    Set(names.utf8.split(separator: UInt8(ascii: " ")).map(Array.init))
  }

  private static let hidden = names("script iframe noembed noframes")
  private static let unwrapped = names(
    """
    link meta base object embed form frame frameset applet portal fencedframe noscript plaintext xmp isindex animate set
    """)
  private static let style = Array("style".utf8)
  /// Their text is not markup, in HTML.
  private static let raw = names("style title textarea")
  private static let sending = names("action formaction ping srcdoc manifest http-equiv srcset imagesrcset codebase archive classid")
  /// They lead to an address instead of showing it.
  private static let links = names("a area")
  private static let addresses = names("href xlink:href src poster background data cite longdesc usemap profile lowsrc dynsrc")

  private static func allows(_ name: [UInt8], _ value: [UInt8], on tag: [UInt8]) -> Bool {
    guard isPlain(name, also: ":_."), !name.starts(with: "on".utf8), !sending.contains(name) else { return false }
    guard addresses.contains(name) else { return true }
    if value.first == UInt8(ascii: "#") { return true }
    return !links.contains(tag) && ["data:image/", "data:font/"].contains { starts(value, $0) }
  }

  private static func starts(_ value: [UInt8], _ prefix: String) -> Bool {
    value.count >= prefix.utf8.count && zip(value, prefix.utf8).allSatisfy { lowered($0) == $1 }
  }

  /// A short name of letters, digits and hyphens.
  private static func isPlain(_ name: [UInt8], also others: String = "") -> Bool {
    guard let first = name.first, isLetter(first), name.count <= 64 else { return false }
    return name.allSatisfy { byte in
      isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || others.utf8.contains(byte)
    }
  }

  // MARK: Bytes

  private func peek(_ ahead: Int = 0) -> UInt8? { position + ahead < input.count ? input[position + ahead] : nil }

  private func matches(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { input[position...].starts(with: $0) }
  }

  private mutating func skip(past end: StaticString) {
    while position < input.count {
      if matches(end) {
        position += end.utf8CodeUnitCount
        return
      }
      position += 1
    }
  }

  private mutating func skipSpace() { while let byte = peek(), Self.isSpace(byte) { position += 1 } }

  private mutating func append(_ text: String) { output += text.utf8 }

  private static func lowered(_ byte: UInt8) -> UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowered(byte)) }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
