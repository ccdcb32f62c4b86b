import Foundation

/// A CIDR block, IPv4 or IPv6: `10.0.0.0/8`, `::1`, `fd00::/8`.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  /// 16 bytes; IPv4 as `::ffff:a.b.c.d`.
  private let network: [UInt8]
  private let prefix: Int
  public let description: String

  /// Without `/n`, the one address. Nil if the text is not an address, or its prefix is too long.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else { return nil }
    let isIPv4 = !first.contains(":")
    var bits = 128
    if parts.count == 2 {
      guard let given = UInt8(parts[1]), given <= (isIPv4 ? 32 : 128), !parts[1].hasPrefix("+") else { return nil }
      bits = Int(given) + (isIPv4 ? 96 : 0)
    }
    network = Self.masked(bytes, to: bits)
    prefix = bits
    description = String(text)
  }

  /// Whether the address lies in the block. An IPv4 address matches however it is written, also as `::ffff:10.0.0.1`.
  public func contains(_ address: String) -> Bool {
    guard let bytes = Self.bytes(of: address) else { return false }
    return Self.masked(bytes, to: prefix) == network
  }

  /// Whether the address only reaches this machine.
  public static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || AddressRange("127.0.0.0/8")!.contains(host) || AddressRange("::1")!.contains(host)
  }

  private static func masked(_ bytes: [UInt8], to prefix: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let kept = min(8, max(0, prefix - index * 8))
      return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
    }
  }

  private static func bytes(of address: String) -> [UInt8]? {
    var v4 = in_addr()
    if inet_pton(AF_INET, address, &v4) == 1 {
      let value = UInt32(bigEndian: v4.s_addr)
      return [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, address, &v6) == 1 else { return nil }
    return withUnsafeBytes(of: &v6) { Array($0) }
  }
}
