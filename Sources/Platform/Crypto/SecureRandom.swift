import CSodium
import Encoding

/// The system's cryptographic random generator. Every secret, salt and token comes from here. Usable from any thread.
public struct SecureRandom: RandomNumberGenerator, Sendable {
  /// Creates a generator; all of them draw from the same source.
  public init() { Sodium.ready }

  /// Eight random bytes.
  public mutating func next() -> UInt64 {
    var value: UInt64 = 0
    withUnsafeMutableBytes(of: &value) { randombytes_buf($0.baseAddress!, $0.count) }
    return value
  }

  /// That many random bytes.
  public static func bytes(_ count: Int) -> [UInt8] {
    Sodium.ready
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if count > 0 { randombytes_buf(buffer.baseAddress!, count) }
      initialized = count
    }
  }

  /// A random text token in base64url; 32 bytes give 43 characters and 256 bits.
  public static func token(bytes count: Int = 32) -> String { Base64URL.encode(bytes(count)) }
}

/// A random UUID (version 4).
public struct UUID4: Hashable, Sendable, LosslessStringConvertible {
  private let high: UInt64
  private let low: UInt64

  /// A new one from any source of randomness.
  public init(using random: inout some RandomNumberGenerator) {
    high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
  }

  /// A new one from the system's generator.
  public init() {
    var random = SecureRandom()
    self.init(using: &random)
  }

  /// Reads the 36-character form, either case; nil if the text is not a version 4 UUID.
  public init?(_ description: String) {
    let text = Array(description.utf8)
    guard text.count == 36, [8, 13, 18, 23].allSatisfy({ text[$0] == UInt8(ascii: "-") }) else { return nil }
    guard let bytes = Hex.decode(text.filter { $0 != UInt8(ascii: "-") }), bytes.count == 16 else { return nil }
    guard bytes[6] >> 4 == 4, bytes[8] >> 6 == 2 else { return nil }
    high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The 36-character form in lower case.
  public var description: String {
    let digits = Array(Hex.encode(bytes).utf8)
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
    return groups.joined(separator: "-")
  }

  /// The 16 bytes.
  public var bytes: [UInt8] { [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } } }
}
