/// Writes an XML document, element by element. Whatever texts it gets, the document is well-formed: marks are escaped, and characters that
/// XML 1.0 does not have or advises against are left out.
public struct XMLWriter {
  public private(set) var bytes: [UInt8]

  /// Begins a document in UTF-8.
  public init(capacity: Int = 4_096) {
    bytes = []
    bytes.reserveCapacity(capacity)
    bytes += "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".utf8
  }

  /// An element that holds what `content` writes.
  public mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: (inout XMLWriter) throws -> Void
  ) rethrows {
    open(name, attributes)
    append(">")
    try content(&self)
    append("</")
    append(name)
    append(">\n")
  }

  /// An element that holds a text.
  public mutating func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text: String) {
    element(name, attributes) { $0.write(text) }
  }

  /// An element that holds nothing.
  public mutating func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
    open(name, attributes)
    append("/>\n")
  }

  private mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
    append("<")
    append(name)
    for (name, value) in attributes {
      append(" ")
      append(name)
      append("=\"")
      write(value)
      append("\"")
    }
  }

  /// Whether the document would hold anything of the text but white space.
  public static func holdsSomething(of text: String) -> Bool {
    text.unicodeScalars.contains { allows($0) && !$0.properties.isWhitespace }
  }

  /// Not controls, and not what is no character in any plane.
  private static func allows(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: true
    case 0..<0x20, 0x7F..<0xA0, 0xFDD0...0xFDEF: false
    case let value: value & 0xFFFE != 0xFFFE
    }
  }

  private mutating func write(_ text: String) {
    for scalar in text.unicodeScalars where Self.allows(scalar) {
      switch scalar.value {
      case 0x26: append("&amp;")
      case 0x3C: append("&lt;")
      case 0x3E: append("&gt;")
      case 0x22: append("&quot;")
      case 0x09, 0x0A, 0x20..<0x7F: bytes.append(UInt8(scalar.value))
      default: bytes += scalar.utf8
      }
    }
  }

  private mutating func append(_ text: StaticString) { text.withUTF8Buffer { bytes += $0 } }
}
