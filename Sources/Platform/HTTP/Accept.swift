/// What an `Accept` header prefers (RFC 9110 §12.5.1). Read tolerantly: an unreadable range is skipped.
public struct Accept: Sendable {
  private struct Range: Sendable {
    let type: String
    let subtype: String
    let quality: Int
  }

  private let ranges: [Range]

  /// - Parameter text: the header's value; nil (no header) accepts everything.
  public init(_ text: String?) {
    guard let text else {
      ranges = [Range(type: "*", subtype: "*", quality: 1000)]
      return
    }
    ranges = text.split(separator: ",").prefix(64).compactMap { part in
      var reader = FieldReader(part)
      reader.skipSpaces()
      guard let type = reader.token(), reader.take("/"), let subtype = reader.token(), let parameters = reader.parameters() else {
        return nil
      }
      let quality = parameters.first { $0.name == "q" }.map { Self.quality($0.value) } ?? 1000
      return Range(type: type.lowercased(), subtype: subtype.lowercased(), quality: quality)
    }
  }

  /// 0...1000 for a media type such as `text/html`; the most specific range decides.
  public func quality(of essence: String) -> Int {
    guard let slash = essence.firstIndex(of: "/") else { return 0 }
    let type = essence[..<slash]
    let subtype = essence[essence.index(after: slash)...]
    var best = (specificity: -1, quality: 0)
    for range in ranges {
      let specificity: Int
      if range.type == type, range.subtype == subtype {
        specificity = 2
      } else if range.type == type, range.subtype == "*" {
        specificity = 1
      } else if range.type == "*", range.subtype == "*" {
        specificity = 0
      } else {
        continue
      }
      if specificity > best.specificity { best = (specificity, range.quality) }
    }
    return best.quality
  }

  /// True when `text/html` is named (a wildcard does not count) and not refused or liked less than `application/json`.
  public var prefersHTML: Bool {
    guard ranges.contains(where: { $0.type == "text" && $0.subtype == "html" && $0.quality > 0 }) else { return false }
    return quality(of: "text/html") >= quality(of: "application/json")
  }

  /// True when `application/json` is named and liked more than `text/html`.
  public var prefersJSON: Bool {
    guard ranges.contains(where: { $0.type == "application" && $0.subtype == "json" && $0.quality > 0 }) else { return false }
    return quality(of: "application/json") > quality(of: "text/html")
  }

  /// Whether an `Accept-Encoding` value allows `coding` (RFC 9110 §12.5.3); no header means only identity.
  public static func allowsEncoding(_ coding: String, in header: String?) -> Bool {
    guard let header else { return false }
    var wildcard: Bool?
    for part in header.split(separator: ",") {
      var reader = FieldReader(part)
      reader.skipSpaces()
      guard let name = reader.token(), let parameters = reader.parameters() else { continue }
      let allowed = parameters.first { $0.name == "q" }.map { quality($0.value) > 0 } ?? true
      if FieldSyntax.equalIgnoringCase(name, coding) { return allowed }
      if name == "*" { wildcard = allowed }
    }
    return wildcard ?? false
  }

  /// `0.8` is 800; anything unreadable is 0, so that a broken weight never makes a choice.
  private static func quality(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1"), bytes.count <= 5 else { return 0 }
    var value = Int(first - UInt8(ascii: "0")) * 1000
    if bytes.count == 1 { return value }
    guard bytes[1] == UInt8(ascii: ".") else { return 0 }
    var weight = 100
    for byte in bytes.dropFirst(2) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return 0 }
      value += Int(byte - UInt8(ascii: "0")) * weight
      weight /= 10
    }
    return min(value, 1000)
  }
}
