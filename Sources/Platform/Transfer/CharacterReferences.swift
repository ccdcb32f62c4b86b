/// `&amp;`, `&#233;`, `&#xE9;` as browsers read them: all numbers, and the names that texts in Latin script use.
public enum CharacterReferences {
  /// Takes linear time. What is no reference, or has an unknown name, stays as it is.
  public static func decoded(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "&")) else { return text }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "&"), let (scalar, end) = reference(in: bytes, at: position + 1) {
        output += Array(String(Character(scalar)).utf8)
        position = end
      } else {
        output.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The longest name there is here, and digits enough for every number that can be meant.
  private static let longest = 10

  private static func reference(in bytes: [UInt8], at start: Int) -> (Unicode.Scalar, end: Int)? {
    if start < bytes.count, bytes[start] == UInt8(ascii: "#") { return number(in: bytes, at: start + 1) }
    let name = bytes[start...].prefix(longest).prefix { isAlphanumeric($0) }
    let end = start + name.count
    let isClosed = end < bytes.count && bytes[end] == UInt8(ascii: ";")
    let text = String(decoding: name, as: UTF8.self)
    // Old pages leave the semicolon away after the oldest names.
    guard isClosed || ["amp", "lt", "gt", "quot", "nbsp"].contains(text), let scalar = named[text] else { return nil }
    return (scalar, end + (isClosed ? 1 : 0))
  }

  private static func number(in bytes: [UInt8], at start: Int) -> (Unicode.Scalar, end: Int)? {
    guard start < bytes.count else { return nil }
    let isHex = bytes[start] | 0x20 == UInt8(ascii: "x")
    let first = isHex ? start + 1 : start
    var (end, value) = (first, UInt32(0))
    while end < bytes.count, let digit = Character(Unicode.Scalar(bytes[end])).hexDigitValue, isHex || digit < 10 {
      // Beyond Unicode it does not matter by how much.
      value = min(value * (isHex ? 16 : 10) + UInt32(digit), 0x11_0000)
      end += 1
    }
    guard end > first else { return nil }
    if end < bytes.count, bytes[end] == UInt8(ascii: ";") { end += 1 }
    let scalar = (0x80...0x9F).contains(value) ? PageEncoding.scalar(UInt8(value)) : Unicode.Scalar(value) ?? "\u{FFFD}"
    return (scalar.value == 0 ? "\u{FFFD}" : scalar, end)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Those of ISO-8859-1 in the order of their numbers, from U+00A0 on; then others.
  private static let named: [String: Unicode.Scalar] = {
    let latin = """
      nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil
      sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute
      Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc
      atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide
      oslash ugrave uacute ucirc uuml yacute thorn yuml
      """.split(whereSeparator: \.isWhitespace).map(String.init)
    var named: [String: Unicode.Scalar] = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "OElig": "Œ", "oelig": "œ", "Scaron": "Š", "scaron": "š", "Yuml": "Ÿ",
      "fnof": "ƒ", "circ": "ˆ", "tilde": "˜", "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}", "ndash": "–", "mdash": "—",
      "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "dagger": "†", "Dagger": "‡", "bull": "•",
      "hellip": "…", "permil": "‰", "prime": "′", "Prime": "″", "lsaquo": "‹", "rsaquo": "›", "euro": "€", "trade": "™", "larr": "←",
      "uarr": "↑", "rarr": "→", "darr": "↓", "harr": "↔", "minus": "−", "infin": "∞", "asymp": "≈", "ne": "≠", "le": "≤", "ge": "≥",
      "hearts": "♥", "star": "☆", "check": "✓",
    ]
    for (offset, name) in latin.enumerated() { named[name] = Unicode.Scalar(UInt8(0xA0 + offset)) }
    return named
  }()
}
