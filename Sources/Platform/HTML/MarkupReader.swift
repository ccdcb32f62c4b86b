/// Reads the tags of somebody's HTML one after another, for readers that need no tree. Takes linear time, whatever the text holds.
///
/// Works on bytes of any encoding in which ASCII is ASCII. Names come in lower case; character references are left as they are.
public struct MarkupReader {
  public struct Tag {
    public let name: [UInt8]
    /// In their order; a browser takes the first of each name.
    public let attributes: [(name: [UInt8], value: [UInt8])]
    /// Whether it ends with `/>`.
    public let closesItself: Bool
  }

  /// What a `<` begins.
  public enum Mark {
    case startTag(Tag)
    case endTag([UInt8])
    /// A comment, a declaration, or a tag that has no end.
    case other
    /// The `<` is text.
    case text
  }

  private let input: [UInt8]
  private var position = 0

  public init(_ input: [UInt8]) { self.input = input }

  // MARK: Bytes

  /// The next byte, or one further ahead; nil at the end.
  public func peek(_ ahead: Int = 0) -> UInt8? { position + ahead < input.count ? input[position + ahead] : nil }

  public mutating func advance() { position += 1 }

  /// Goes to the next `<`; false if there is none.
  public mutating func findMark() -> Bool {
    while position < input.count {
      if input[position] == UInt8(ascii: "<") { return true }
      position += 1
    }
    return false
  }

  // MARK: Tags

  /// Reads what begins with the `<` that is next.
  public mutating func mark() -> Mark {
    switch peek(1) {
    case let next? where Self.isLetter(next): return startTag()
    case UInt8(ascii: "/")?: return endTag()
    case UInt8(ascii: "!")? where matches("<!--"): skip(past: "-->")
    case UInt8(ascii: "!")?, UInt8(ascii: "?")?: skip(past: ">")
    default:
      position += 1
      return .text
    }
    return .other
  }

  /// What stands between a tag that was just read and its end tag, which is read too. Without an end tag, everything that follows.
  public mutating func rawText(of name: [UInt8]) -> ArraySlice<UInt8> {
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

  private mutating func startTag() -> Mark {
    position += 1
    let name = tagName()
    return tag(name).map(Mark.startTag) ?? .other
  }

  private mutating func endTag() -> Mark {
    position += 2
    guard let first = peek(), Self.isLetter(first) else {
      skip(past: ">")
      return .other
    }
    let name = tagName()
    return tag(name).map { .endTag($0.name) } ?? .other
  }

  private func ends(_ name: [UInt8], at start: Int) -> Bool {
    let end = start + name.count
    guard end <= input.count, input[start..<end].elementsEqual(name, by: { Self.lowered($0) == $1 }) else { return false }
    return end == input.count || Self.isSpace(input[end]) || input[end] == UInt8(ascii: "/") || input[end] == UInt8(ascii: ">")
  }

  // MARK: Names and attributes

  private mutating func tagName() -> [UInt8] {
    var name: [UInt8] = []
    while let byte = peek(), !Self.isSpace(byte), byte != UInt8(ascii: "/"), byte != UInt8(ascii: ">") {
      name.append(Self.lowered(byte))
      position += 1
    }
    return name
  }

  /// The attributes up to and with the `>`. Nil if the text ends before it: then there is no tag.
  private mutating func tag(_ name: [UInt8]) -> Tag? {
    var attributes: [(name: [UInt8], value: [UInt8])] = []
    var closesItself = false
    while let byte = peek() {
      if byte == UInt8(ascii: ">") {
        position += 1
        return Tag(name: name, attributes: attributes, closesItself: closesItself)
      }
      closesItself = byte == UInt8(ascii: "/") && peek(1) == UInt8(ascii: ">")
      if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
        position += 1
        continue
      }
      let name = attributeName()
      skipSpace()
      guard peek() == UInt8(ascii: "=") else {
        attributes.append((name, []))
        continue
      }
      position += 1
      skipSpace()
      guard let value = attributeValue() else { return nil }
      attributes.append((name, value))
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

  // MARK: ASCII

  public static func lowered(_ byte: UInt8) -> UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte }

  public static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowered(byte)) }

  public static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
