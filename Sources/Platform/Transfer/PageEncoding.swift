import HTML

/// The character encodings of pages that are read: UTF-8 and windows-1252, which is what browsers take ISO-8859-1 for.
enum PageEncoding: Equatable {
  case utf8, windows1252

  /// A byte order mark says more than the answer's head, and that more than the page. A page that says nothing is UTF-8 if it can be.
  init(html: [UInt8], header: String?, meta: String?) {
    if html.starts(with: [0xEF, 0xBB, 0xBF]) {
      self = .utf8
    } else if let named = header.flatMap(Self.init(label:)) ?? meta.flatMap(Self.init(label:)) {
      self = named
    } else {
      self = Self.isUTF8(html) ? .utf8 : .windows1252
    }
  }

  /// Nil for any other encoding.
  init?(label: String) {
    let name = label.utf8.prefix(64).filter { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
    switch String(decoding: name.map(MarkupReader.lowered), as: UTF8.self) {
    case "utf-8", "utf8", "unicode-1-1-utf-8": self = .utf8
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1", "ascii", "us-ascii", "windows-1252", "cp1252", "x-cp1252":
      self = .windows1252
    default: return nil
    }
  }

  /// Bytes that stand for nothing become U+FFFD.
  func decode(_ bytes: [UInt8]) -> String {
    switch self {
    case .utf8: String(decoding: bytes, as: UTF8.self)
    case .windows1252: String(String.UnicodeScalarView(bytes.map(Self.scalar)))
    }
  }

  /// The page may have been cut within its last character, which does not count.
  private static func isUTF8(_ html: [UInt8]) -> Bool {
    var whole = html[...]
    for _ in 0..<3 where whole.last.map({ 0x80...0xBF ~= $0 }) ?? false { whole.removeLast() }
    if whole.last.map({ $0 >= 0xC0 }) ?? false { whole.removeLast() }
    return String(validating: whole, as: UTF8.self) != nil
  }

  /// Of windows-1252; five of its bytes stand for control characters.
  static func scalar(_ byte: UInt8) -> Unicode.Scalar {
    (0x80...0x9F).contains(byte) ? special[Int(byte) - 0x80] : Unicode.Scalar(byte)
  }

  private static let special: [Unicode.Scalar] = [
    "\u{20AC}", "\u{FFFD}", "\u{201A}", "\u{0192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}", "\u{02C6}", "\u{2030}", "\u{0160}",
    "\u{2039}", "\u{0152}", "\u{FFFD}", "\u{017D}", "\u{FFFD}", "\u{FFFD}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}",
    "\u{2013}", "\u{2014}", "\u{02DC}", "\u{2122}", "\u{0161}", "\u{203A}", "\u{0153}", "\u{FFFD}", "\u{017E}", "\u{0178}",
  ]
}
