import CMarkdown

/// `@name` as inline syntax. The parser finds it, so a mention is never found in code, and `_` inside a name is not taken for emphasis.
enum Mentions {
  static let lengths = 2...20

  /// The extension. Made once, then never changed.
  static func syntax() -> OpaquePointer {
    guard let syntax = cmark_syntax_extension_new("mention") else { preconditionFailure("cmark-gfm has no extensions") }
    let at = UnsafeMutableRawPointer(bitPattern: UInt(UInt8(ascii: "@")))
    cmark_syntax_extension_set_special_inline_chars(syntax, cmark_llist_append(cmark_get_default_mem_allocator(), nil, at))
    cmark_syntax_extension_set_match_inline_func(syntax) { _, _, _, character, parser in
      // The parser calls this at every special character, also those of other extensions.
      character == UInt8(ascii: "@") ? Mentions.match(parser) : nil
    }
    return syntax
  }

  /// The name that an inline HTML node mentions, if it is a mention: real inline HTML starts with `<`. (Custom nodes are not allowed in
  /// table cells.)
  static func name(_ literal: String) -> String? {
    literal.utf8.first == UInt8(ascii: "@") ? String(Substring(literal.utf8.dropFirst())) : nil
  }

  /// The names that may be meant: the name as typed, and the name without `_` and `-` at its end, which may be punctuation.
  static func candidates(_ name: String) -> [String] {
    let trimmed = name.utf8.reversed().drop { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }.reversed()
    return trimmed.count == name.utf8.count || trimmed.count < lengths.lowerBound
      ? [name] : [name, String(decoding: Array(trimmed), as: UTF8.self)]
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
    guard cmark_inline_parser_peek_at(parser, end) != UInt8(ascii: "@") else { return nil }
    let marks = min(name.reversed().prefix { $0 == UInt8(ascii: "_") }.count, openUnderscores(parser))
    if name.count - marks >= lengths.lowerBound {
      name.removeLast(marks)
      end -= Int32(marks)
    }
    guard lengths.contains(name.count), let node = cmark_node_new(CMARK_NODE_HTML_INLINE) else { return nil }
    cmark_node_set_literal(node, "@" + String(decoding: name, as: UTF8.self))
    cmark_inline_parser_set_offset(parser, end)
    return node
  }

  /// Whether a mention may begin here. After an ASCII letter, a digit, `@` or `/` the text is an address or a path, such as `mail@zoe.org`
  /// or `/@zoe`. A letter of another script separates like a space, because names are ASCII. `_` and `-` are skipped: the character before
  /// them decides.
  private static func isBoundary(before start: Int32, _ parser: OpaquePointer?) -> Bool {
    var index = start - 1
    while index >= 0, start - index <= 64 {
      let byte = cmark_inline_parser_peek_at(parser, index)
      if byte != UInt8(ascii: "_"), byte != UInt8(ascii: "-") {
        return !isNameByte(byte) && byte != UInt8(ascii: "@") && byte != UInt8(ascii: "/")
      }
      index -= 1
    }
    return index < 0
  }

  /// How many `_` would close an emphasis that is open here: in `_@zoe_` the last `_` is not part of the name.
  private static func openUnderscores(_ parser: OpaquePointer?) -> Int {
    var delimiter = cmark_inline_parser_get_last_delimiter(parser)
    for _ in 0..<32 {
      guard let found = delimiter else { break }
      if found.pointee.delim_char == UInt8(ascii: "_"), found.pointee.can_open != 0 { return Int(found.pointee.length) }
      delimiter = found.pointee.previous
    }
    return 0
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
