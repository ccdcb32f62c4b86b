import Glibc

/// An IPv4 or IPv6 address. An IPv4 address mapped into IPv6 (`::ffff:1.2.3.4`) is the IPv4 address.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]

  /// Reads `192.0.2.1` or `2001:db8::1`; a zone (`%eth0`) is ignored. Nil for anything else.
  public init?(_ text: some StringProtocol) {
    let plain = String(decoding: text.utf8.prefix { $0 != UInt8(ascii: "%") }.prefix(46), as: UTF8.self)
    var four = in_addr()
    if inet_pton(AF_INET, plain, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, plain, &six) == 1 else { return nil }
    let all = withUnsafeBytes(of: &six) { Array($0) }
    let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
    bytes = isMapped ? Array(all[12...]) : all
  }

  /// The one spelling of the address (RFC 5952 for IPv6), without a zone.
  public var description: String {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    return String(unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { text in
      text.withMemoryRebound(to: CChar.self) { text in
        _ = bytes.withUnsafeBytes { inet_ntop(AF_INET6, $0.baseAddress, text.baseAddress, socklen_t(text.count)) }
      }
      return text.firstIndex(of: 0) ?? 0
    }
  }

  /// 127.0.0.0/8 or ::1.
  public var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }
}
