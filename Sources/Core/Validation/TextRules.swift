/// What every text that comes in goes through: line ends become LF, and no control character but LF and tab is let in. A text that has to
/// say something holds something visible; one of a single line hides nothing.
public enum TextRules {
  /// Nil when the text holds a control character (C0, DEL, C1) other than LF and tab. CRLF and CR become LF.
  public static func normalised(_ text: String) -> String? {
    var needsWork = false
    var utf8 = text.utf8.makeIterator()
    var previous: UInt8 = 0
    while let byte = utf8.next() {
      switch byte {
      case 0x0D: needsWork = true
      case 0x09, 0x0A: break
      case 0..<0x20, 0x7F: return nil
      // C1 controls are U+0080 to U+009F: C2 followed by 80 to 9F.
      case 0x80...0x9F where previous == 0xC2: return nil
      default: break
      }
      previous = byte
    }
    guard needsWork else { return text }
    var lines: [UInt8] = []
    lines.reserveCapacity(text.utf8.count)
    var afterReturn = false
    for byte in text.utf8 {
      if byte == 0x0D || !(byte == 0x0A && afterReturn) { lines.append(byte == 0x0D ? 0x0A : byte) }
      afterReturn = byte == 0x0D
    }
    return String(decoding: lines, as: UTF8.self)
  }

  /// Without white space, in Unicode's sense, at either end.
  public static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Whether there is something to read. Ends at the first sign that shows.
  public static func isReadable(_ text: String) -> Bool { text.unicodeScalars.contains(where: TextSigns.isVisible) }

  /// What is wrong with a trimmed text of one line, in words that follow the field's name; nil when it will do.
  public static func problem(ofLine text: String) -> String? {
    if text.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }) { return "must be a single line" }
    guard let hidden = TextSigns.firstHidden(in: text) else { return nil }
    switch hidden.value {
    case 0x2028, 0x2029: return "must be a single line"
    default: return "must not contain invisible or direction-changing characters"
    }
  }

  /// What is wrong with a name that others read: as for a line, and no word passes for another.
  public static func problem(ofName text: String) -> String? {
    problem(ofLine: text) ?? (Lookalikes.hasMixedWord(text) ? "must not mix letters of different alphabets in one word" : nil)
  }

  /// What a line may not hold, as the inside of a regular expression's brackets: control characters, line ends, signs
  /// that always hide or turn. Joiners and variation selectors depend on their neighbours, which no pattern says.
  public static let hidden =
    #"\u0000-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB"#
  /// One character of a line, for descriptions of the API.
  public static let linePattern = "[^\(hidden)]"

  /// "Characters" as the protocol counts them.
  public static func length(_ text: String) -> Int { text.unicodeScalars.count }
}
