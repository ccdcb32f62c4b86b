import Foundation

/// What an address counts as where limits count: an IPv4 address itself, the /64 of an IPv6 one (one subscriber has all of it), and
/// IPv4 for an IPv4 address mapped into IPv6. However the address was spelled, it is one text, and a short one.
public struct ClientNetwork: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let description: String

  public init(_ address: String) {
    // Nearly every address: no colon, and canonical as the kernel or `IPAddress` wrote it.
    guard address.utf8.contains(UInt8(ascii: ":")) else {
      description = Self.short(address)
      return
    }
    var network = in6_addr()
    let plain = Substring(address.utf8.prefix { $0 != UInt8(ascii: "%") })
    guard plain.utf8.count <= 45, inet_pton(AF_INET6, String(plain), &network) == 1 else {
      description = Self.short(address)
      return
    }
    let bytes = withUnsafeBytes(of: &network) { Array($0) }
    if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
      description = bytes[12...].map { String($0) }.joined(separator: ".")
    } else {
      let groups = stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
      description = groups.joined(separator: ":") + "::/64"
    }
  }

  public init(stringLiteral text: String) { self.init(text) }

  /// For text that is not an address, such as `unix`.
  private static func short(_ text: String) -> String {
    text.utf8.count <= 45 ? text : String(decoding: text.utf8.prefix(45), as: UTF8.self)
  }
}
