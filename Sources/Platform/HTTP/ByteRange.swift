/// What a `Range` header means for a body of known length (RFC 9110 §14). One range only: several are answered as a whole, which
/// is allowed, and closes the door to amplification by overlapping ranges.
public enum ByteRange: Equatable, Sendable {
  /// 200 with everything: no header, another unit, several ranges, malformed, or `If-Range` does not hold.
  case whole
  /// 206 with these bytes; never empty.
  case part(Range<Int>)
  /// 416 with `Content-Range: bytes */length`.
  case notSatisfiable

  /// - Parameters:
  ///   - range: the `Range` header.
  ///   - ifRange: the `If-Range` header.
  ///   - length: of the whole body, in bytes.
  ///   - lastModified: seconds since 1970.
  public init(range: String?, ifRange: String? = nil, length: Int, tag: EntityTag? = nil, lastModified: Int64? = nil) {
    guard let range, Self.holds(ifRange, tag: tag, lastModified: lastModified), let request = Self.parse(range) else {
      self = .whole
      return
    }
    switch request {
    case .from(let first, let last):
      if let last, last < first {
        self = .whole
      } else if first >= length {
        self = .notSatisfiable
      } else {
        self = .part(first..<min(last ?? .max, length - 1) + 1)
      }
    case .suffix(let count):
      self = count == 0 || length == 0 ? .notSatisfiable : .part(max(0, length - count)..<length)
    }
  }

  /// The `Content-Range` header; nil for a whole body.
  public func contentRange(length: Int) -> String? {
    switch self {
    case .whole: nil
    case .part(let range): "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
    case .notSatisfiable: "bytes */\(length)"
    }
  }

  private enum Wanted {
    case from(Int, Int?)
    case suffix(Int)
  }

  private static func holds(_ ifRange: String?, tag: EntityTag?, lastModified: Int64?) -> Bool {
    guard let ifRange else { return true }
    if case .tags(let tags)? = EntityTagCondition(ifRange) {
      guard let tag, tags.count == 1 else { return false }
      return tags[0].matchesStrongly(tag)
    }
    guard let lastModified, let date = HTTPDate.parse(ifRange) else { return false }
    return date == lastModified
  }

  private static func parse(_ header: String) -> Wanted? {
    let bytes = Array(header.utf8)
    guard bytes.count > 6, bytes[..<6].elementsEqual("bytes=".utf8, by: { FieldSyntax.lowercased($0) == $1 }) else { return nil }
    var rest = bytes[6...]
    while let first = rest.first, FieldSyntax.isSpace(first) { rest = rest.dropFirst() }
    while let last = rest.last, FieldSyntax.isSpace(last) { rest = rest.dropLast() }
    guard let dash = rest.firstIndex(of: UInt8(ascii: "-")) else { return nil }
    let first = rest[..<dash]
    let last = rest[(dash + 1)...]
    if first.isEmpty {
      guard let count = number(last) else { return nil }
      return .suffix(count)
    }
    guard let from = number(first) else { return nil }
    if last.isEmpty { return .from(from, nil) }
    guard let to = number(last) else { return nil }
    return .from(from, to)
  }

  /// Digits only; a number beyond 64 bits counts as the largest.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self)) ?? .max
  }
}
