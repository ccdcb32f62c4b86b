/// Percent-encoding (RFC 3986) and its form variant (`application/x-www-form-urlencoded`, WHATWG URL).
public enum PercentCoding {
  /// Decodes `bytes`, strictly: nil when a `%` is not followed by two hex digits or the result is not UTF-8.
  ///
  /// - Parameter plusIsSpace: true in form bodies and queries, false in paths.
  public static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
    guard bytes.contains(where: { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }) else {
      return String(validating: bytes, as: UTF8.self)
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index != bytes.endIndex {
      let byte = bytes[index]
      bytes.formIndex(after: &index)
      switch byte {
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard index != bytes.endIndex, let high = Hex.value(bytes[index]) else { return nil }
        bytes.formIndex(after: &index)
        guard index != bytes.endIndex, let low = Hex.value(bytes[index]) else { return nil }
        bytes.formIndex(after: &index)
        decoded.append(high << 4 | low)
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// Encodes everything but RFC 3986's unreserved characters; safe as one path segment, as a query value and in `filename*`.
  public static func encode(_ text: some StringProtocol) -> String {
    if text.utf8.allSatisfy(isUnreserved) { return String(text) }
    var encoded: [UInt8] = []
    append(text, to: &encoded)
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The same, at the end of `bytes`.
  ///
  /// - Parameter kept: an ASCII character that ends nothing where the text stands, left as it is.
  public static func append(_ text: some StringProtocol, keeping kept: Unicode.Scalar? = nil, to bytes: inout [UInt8]) {
    let kept = kept.map { UInt8(ascii: $0) }
    for byte in text.utf8 {
      if isUnreserved(byte) || byte == kept {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(upperDigit(byte >> 4))
        bytes.append(upperDigit(byte & 15))
      }
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  /// RFC 3986 §2.1 wants upper case.
  private static func upperDigit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
}
