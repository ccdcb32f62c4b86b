/// Shows a text without parsing it: escaped, line by line.
enum PlainText {
  static func render(_ text: String) -> Markdown.Fragment {
    var out = FragmentBuffer()
    out.markup("<p>")
    out.lines(text)
    out.markup("</p>\n")
    return Markdown.Fragment(html: out.bytes, mentions: [])
  }

  /// Whether a text holds only white space and invisible characters.
  static func isBlank(_ text: [UInt8]) -> Bool { !String(decoding: text, as: UTF8.self).unicodeScalars.contains(where: hasShape) }

  /// Whether a fragment shows any text.
  static func isVisible(_ html: [UInt8]) -> Bool {
    var isTag = false
    for scalar in String(decoding: html, as: UTF8.self).unicodeScalars {
      if scalar == "<" { isTag = true } else if scalar == ">" { isTag = false } else if !isTag, hasShape(scalar) { return true }
    }
    return false
  }

  private static func hasShape(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value > 0x20 }
    let properties = scalar.properties
    return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint && properties.generalCategory != .control
  }
}
