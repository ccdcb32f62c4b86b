/// The fragment being written.
struct FragmentBuffer {
  private(set) var bytes: [UInt8] = []
  /// Whether visible ASCII text was written.
  var hasVisibleASCII = false
  private var hasOther = false

  /// Whether anything is visible; rules count.
  var isVisible: Bool { hasVisibleASCII || (hasOther && PlainText.isVisible(bytes)) }

  init() { bytes.reserveCapacity(512) }

  mutating func markup(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func markup(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends the marker of a block that was left empty. It alone does not make the fragment visible.
  mutating func marker(_ text: String) {
    let before = (hasVisibleASCII, hasOther)
    self.text(text)
    (hasVisibleASCII, hasOther) = before
  }

  /// Appends text, escaped for content and quoted attribute values.
  mutating func text(_ text: some Sequence<UInt8>) {
    for byte in text { escaped(byte) }
  }

  mutating func text(_ text: String) { self.text(text.utf8) }

  /// Appends text with line breaks for its newlines. Newlines at the end are dropped.
  mutating func lines(_ text: String) {
    var rest = text.utf8[...]
    while let last = rest.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { rest = rest.dropLast() }
    for byte in rest {
      if byte == UInt8(ascii: "\n") { markup("<br>\n") } else { escaped(byte) }
    }
  }

  private mutating func escaped(_ byte: UInt8) {
    if byte >= 0x80 { hasOther = true } else if byte > 0x20 { hasVisibleASCII = true }
    switch byte {
    case UInt8(ascii: "&"): markup("&amp;")
    case UInt8(ascii: "<"): markup("&lt;")
    case UInt8(ascii: ">"): markup("&gt;")
    case UInt8(ascii: "\""): markup("&quot;")
    case UInt8(ascii: "'"): markup("&#39;")
    case 0: markup("\u{FFFD}")
    default: bytes.append(byte)
    }
  }
}
