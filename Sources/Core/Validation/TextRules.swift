/// What every text that comes in goes through: line ends become LF, and no control character but LF and tab is let in.
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

  /// "Characters" as the protocol counts them.
  public static func length(_ text: String) -> Int { text.unicodeScalars.count }
}
