/// A link to a page of ours: segments of a path, a query, a fragment, each percent-encoded here and nowhere else.
///
/// Everything but RFC 3986's unreserved characters is encoded, save `@` in a segment and `/` in a query, which end nothing there. So no value
/// can end its part of the link.
public struct Link: Hashable, Sendable {
  /// As it stands in `href` and `Location`: `/rooms/general?before=7#message-7`.
  public let text: String

  /// - Parameter query: parameters without a value are left out.
  public init(_ segments: String..., query: KeyValuePairs<String, String?> = [:], fragment: String? = nil) {
    self.init(segments: segments, query: query, fragment: fragment)
  }

  public init(segments: [String], query: KeyValuePairs<String, String?> = [:], fragment: String? = nil) {
    var bytes: [UInt8] = []
    for segment in segments {
      bytes.append(UInt8(ascii: "/"))
      Self.encode(segment, keeping: "@", into: &bytes)
    }
    if segments.isEmpty { bytes.append(UInt8(ascii: "/")) }
    var mark = UInt8(ascii: "?")
    for (name, value) in query {
      guard let value else { continue }
      bytes.append(mark)
      Self.encode(name, into: &bytes)
      bytes.append(UInt8(ascii: "="))
      Self.encode(value, keeping: "/", into: &bytes)
      mark = UInt8(ascii: "&")
    }
    if let fragment {
      bytes.append(UInt8(ascii: "#"))
      Self.encode(fragment, into: &bytes)
    }
    text = String(decoding: bytes, as: UTF8.self)
  }

  private static func encode(_ text: String, keeping kept: Unicode.Scalar? = nil, into bytes: inout [UInt8]) {
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      case _ where kept.map { UInt8(ascii: $0) } == byte: bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }
}
