extension TextRules {
  /// One line made of a text from elsewhere: white space is one space, control characters and those that hide or turn are left out. Cut after
  /// the last whole character (as people count them) with which it has at most `limit` scalars. Nil if there is nothing to read.
  public static func line(ofForeign text: String, upTo limit: Int) -> String? {
    var line = String.UnicodeScalarView()
    var awaitsSpace = false
    // A line end is a space before it is something that hides.
    let spaced = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
    for scalar in TextSigns.shown(spaced).unicodeScalars {
      if scalar == " " {
        awaitsSpace = !line.isEmpty
      } else if scalar.properties.generalCategory != .control {
        if awaitsSpace { line.append(" ") }
        awaitsSpace = false
        line.append(scalar)
      }
    }
    var shown = cut(String(line), to: limit)
    // What was left out and cut off may have been what a joiner joined.
    while TextSigns.firstHidden(in: shown) != nil { shown = TextSigns.shown(shown) }
    shown = trimmed(shown)
    return isReadable(shown) ? shown : nil
  }

  private static func cut(_ text: String, to limit: Int) -> String {
    var (end, count) = (text.startIndex, 0)
    while end < text.endIndex {
      let next = text.index(after: end)
      count += text.unicodeScalars[end..<next].count
      if count > limit { break }
      end = next
    }
    // One character of hundreds of marks is cut in the middle.
    if end == text.startIndex { return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) }
    return String(text[..<end])
  }
}
