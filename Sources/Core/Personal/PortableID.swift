import Crypto
import Encoding

/// A UUID under which a thing of a member's is known, in every place that it moves to. Lower case.
public struct PortableID: Hashable, Sendable, CustomStringConvertible {
  private let bytes: [UInt8]

  /// Stands for one that was not given; no thing has it.
  public static let none = PortableID(bytes: [UInt8](repeating: 0, count: 16))

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Nil for anything but the 36 characters of a UUID, in either case.
  public init?(text: String) {
    let text = Array(text.utf8)
    guard text.count == 36, [8, 13, 18, 23].allSatisfy({ text[$0] == UInt8(ascii: "-") }),
      let bytes = Hex.decode(text.filter { $0 != UInt8(ascii: "-") }), bytes.count == 16, bytes.contains(where: { $0 != 0 })
    else { return nil }
    self.bytes = bytes
  }

  /// The one of a thing that was made here: its number, and a digest of that and where it was made. So it needs no column, and things from
  /// before there were archives have theirs too.
  ///
  /// - Parameter birthplace: the name that this community's database got when it was new.
  public init(_ kind: String, _ number: Int64, madeIn birthplace: String) {
    var bytes = Self.digest(kind, number, birthplace)
    // Sixty bits of the number around the version, then the digest.
    let value = UInt64(bitPattern: number)
    for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: value >> (52 - 8 * UInt64(index))) }
    bytes[6] = 0x40 | UInt8(truncatingIfNeeded: value >> 8) & 0x0F
    bytes[7] = UInt8(truncatingIfNeeded: value)
    bytes[8] = 0x80 | bytes[8] & 0x3F
    self.bytes = bytes
  }

  private static func digest(_ kind: String, _ number: Int64, _ birthplace: String) -> [UInt8] {
    Array(SHA256.digest(of: Array("\(birthplace) \(kind) \(number)".utf8)).prefix(16))
  }

  /// The number of the thing, if it was made here.
  public func number(_ kind: String, madeIn birthplace: String) -> Int64? {
    var value: UInt64 = 0
    for index in 0..<6 { value |= UInt64(bytes[index]) << (52 - 8 * UInt64(index)) }
    value |= UInt64(bytes[6] & 0x0F) << 8 | UInt64(bytes[7])
    let number = Int64(bitPattern: value)
    return PortableID(kind, number, madeIn: birthplace) == self ? number : nil
  }

  public var description: String {
    let digits = Hex.encode(bytes)
    let ends = [0, 8, 12, 16, 20, 32]
    return (1..<ends.count).map { String(digits.dropFirst(ends[$0 - 1]).prefix(ends[$0] - ends[$0 - 1])) }.joined(separator: "-")
  }
}

extension Timestamp {
  /// A moment in UTC as `iso8601` writes it, with up to six digits below a second. Nil for other spellings and moments that do not exist.
  public init?(iso8601 text: String) {
    let bytes = Array(text.utf8)
    guard (20...27).contains(bytes.count), bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      bytes.last == UInt8(ascii: "Z"), let day = Day(String(text.prefix(10))),
      let hour = Self.number(bytes[11..<13]), let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var microseconds: Int64 = 0
    if bytes.count > 20 {
      let digits = bytes[20..<bytes.count - 1]
      guard bytes[19] == UInt8(ascii: "."), let fraction = Self.number(digits) else { return nil }
      microseconds = (digits.count..<6).reduce(fraction) { value, _ in value * 10 }
    }
    let seconds = Int64(hour * 3_600 + minute * 60 + second)
    self.init(microseconds: day.start.microseconds + seconds * 1_000_000 + microseconds)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  }
}
