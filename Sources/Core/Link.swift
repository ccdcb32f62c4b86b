import Encoding

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
      PercentCoding.append(segment, keeping: "@", to: &bytes)
    }
    if segments.isEmpty { bytes.append(UInt8(ascii: "/")) }
    var mark = UInt8(ascii: "?")
    for (name, value) in query {
      guard let value else { continue }
      bytes.append(mark)
      PercentCoding.append(name, to: &bytes)
      bytes.append(UInt8(ascii: "="))
      PercentCoding.append(value, keeping: "/", to: &bytes)
      mark = UInt8(ascii: "&")
    }
    if let fragment {
      bytes.append(UInt8(ascii: "#"))
      PercentCoding.append(fragment, to: &bytes)
    }
    text = String(decoding: bytes, as: UTF8.self)
  }
}
