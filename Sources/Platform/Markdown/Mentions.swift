import CMarkdown

/// `@name` as a piece of inline syntax: found by the parser itself, so never in code, and before `_` and `-` mean anything else.
enum Mentions {
  static let lengths = 2...20

  /// The extension; made once, never changed.
  static func syntax() -> OpaquePointer {
    guard let syntax = cmark_syntax_extension_new("mention") else { preconditionFailure("cmark-gfm has no extensions") }
    let at = UnsafeMutableRawPointer(bitPattern: UInt(UInt8(ascii: "@")))
    cmark_syntax_extension_set_special_inline_chars(syntax, cmark_llist_append(cmark_get_default_mem_allocator(), nil, at))
    cmark_syntax_extension_set_match_inline_func(syntax) { _, _, _, character, parser in
      // The parser asks at every character that is special to anybody.
      character == UInt8(ascii: "@") ? Mentions.match(parser) : nil
    }
    return syntax
  }

  /// The name an inline HTML node mentions, if it is a mention: real inline HTML starts with `<`. (Table cells take no custom nodes.)
  static func name(_ literal: String) -> String? {
    literal.utf8.first == UInt8(ascii: "@") ? String(Substring(literal.utf8.dropFirst())) : nil
  }

  private static func match(_ parser: OpaquePointer?) -> OpaquePointer? {
    let start = cmark_inline_parser_get_offset(parser)
    guard isBoundary(before: start, parser) else { return nil }
    var name: [UInt8] = []
    var end = start + 1
    while name.count <= lengths.upperBound, isNameByte(cmark_inline_parser_peek_at(parser, end)) {
      name.append(cmark_inline_parser_peek_at(parser, end))
      end += 1
    }
    guard lengths.contains(name.count), isBoundary(after: end, parser), let node = cmark_node_new(CMARK_NODE_HTML_INLINE) else {
      return nil
    }
    cmark_node_set_literal(node, "@" + String(decoding: name, as: UTF8.self))
    cmark_inline_parser_set_offset(parser, end)
    return node
  }

  /// No letter, digit, or piece of an address or path directly before.
  private static func isBoundary(before start: Int32, _ parser: OpaquePointer?) -> Bool {
    guard start > 0 else { return true }
    let byte = cmark_inline_parser_peek_at(parser, start - 1)
    if byte < 0x80 { return !isNameByte(byte) && byte != UInt8(ascii: "@") && byte != UInt8(ascii: "/") }
    var first = start - 1
    while first > 0, cmark_inline_parser_peek_at(parser, first) & 0xC0 == 0x80 { first -= 1 }
    return !isWord(scalar(at: first, parser))
  }

  private static func isBoundary(after end: Int32, _ parser: OpaquePointer?) -> Bool {
    let byte = cmark_inline_parser_peek_at(parser, end)
    if byte < 0x80 { return !isNameByte(byte) && byte != UInt8(ascii: "@") }
    return !isWord(scalar(at: end, parser))
  }

  private static func scalar(at start: Int32, _ parser: OpaquePointer?) -> Unicode.Scalar? {
    let first = cmark_inline_parser_peek_at(parser, start)
    let length: Int32 = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    let bytes = (0..<length).map { cmark_inline_parser_peek_at(parser, start + $0) }
    return String(validating: bytes, as: UTF8.self)?.unicodeScalars.first
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
