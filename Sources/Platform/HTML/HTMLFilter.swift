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
  private var reader: MarkupReader
  private var output: [UInt8] = []

  /// UTF-8 of the filtered text. Takes linear time, and at most six times the room.
  public static func filtered(_ html: String) -> [UInt8] {
    var filter = HTMLFilter(input: Array(html.utf8))
    filter.run()
    return filter.output
  }

  private init(input: [UInt8]) {
    reader = MarkupReader(input)
    output.reserveCapacity(input.count + input.count / 8)
  }

  private mutating func run() {
    while let byte = reader.peek() {
      guard byte == UInt8(ascii: "<") else {
        output.append(byte)
        reader.advance()
        continue
      }
      switch reader.mark() {
      case .startTag(let tag): startTag(tag)
      case .endTag(let name): endTag(name)
      case .other: break
      case .text: append("&lt;")
      }
    }
  }

  // MARK: Tags

  private mutating func startTag(_ tag: MarkupReader.Tag) {
    let name = tag.name
    if Self.hidden.contains(name) {
      _ = reader.rawText(of: name)
    } else if !Self.unwrapped.contains(name), Self.isPlain(name) {
      write(tag)
      if Self.raw.contains(name) {
        let escape = name == Self.style ? "\\3C " : "&lt;"
        for byte in reader.rawText(of: name) { if byte == UInt8(ascii: "<") { append(escape) } else { output.append(byte) } }
        append("</")
        output += name
        append(">")
      }
    }
  }

  private mutating func endTag(_ name: [UInt8]) {
    guard !Self.hidden.contains(name), !Self.unwrapped.contains(name), !Self.raw.contains(name), Self.isPlain(name) else { return }
    append("</")
    output += name
    append(">")
  }

  private mutating func write(_ tag: MarkupReader.Tag) {
    append("<")
    output += tag.name
    for (name, value) in tag.attributes where Self.allows(name, value, on: tag.name) {
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
    append(tag.closesItself ? " />" : ">")
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

  private mutating func append(_ text: String) { output += text.utf8 }

  private static func lowered(_ byte: UInt8) -> UInt8 { MarkupReader.lowered(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool { MarkupReader.isLetter(byte) }
}
