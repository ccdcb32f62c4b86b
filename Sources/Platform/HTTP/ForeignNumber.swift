/// Numbers that another server or a client wrote: sizes, lengths, positions.
public enum ForeignNumber {
  /// No size has more digits. Two such numbers can be added without overflow.
  public static let maximumDigits = 18

  /// Digits and nothing else, at most 18 of them: no sign, no space. Nil for anything else.
  public static func parse(_ text: some StringProtocol) -> Int64? { parse(text.utf8) }

  static func parse(_ bytes: some Collection<UInt8>) -> Int64? {
    guard (1...maximumDigits).contains(bytes.count) else { return nil }
    var value: Int64 = 0
    for byte in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }
}

/// The `Content-Range` of another server's answer (RFC 9110 §14.4), believed only when its numbers fit together.
public enum ContentRange: Equatable, Sendable {
  /// These bytes, never empty and within the file; nil for the size when the server does not say it.
  case part(Range<Int64>, of: Int64?)
  /// No such bytes; the file has this many.
  case unsatisfied(of: Int64)

  /// Nil if the header is not a byte range.
  public init?(_ header: String) {
    let bytes = Array(header.utf8)
    let unit = Array("bytes ".utf8)
    guard bytes.starts(with: unit) else { return nil }
    let halves = bytes.dropFirst(unit.count).split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    let star = [UInt8(ascii: "*")]
    let size = ForeignNumber.parse(halves[1])
    guard size != nil || halves[1].elementsEqual(star) else { return nil }
    if halves[0].elementsEqual(star) {
      guard let size else { return nil }
      self = .unsatisfied(of: size)
      return
    }
    let ends = halves[0].split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2, let first = ForeignNumber.parse(ends[0]), let last = ForeignNumber.parse(ends[1]), first <= last,
      size.map({ last < $0 }) ?? true
    else { return nil }
    self = .part(first..<last + 1, of: size)
  }
}
