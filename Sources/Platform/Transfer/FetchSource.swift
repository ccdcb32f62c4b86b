/// Who gave the address of a fetch, which decides what is connected to.
public enum FetchSource: Sendable {
  /// The operator, in the configuration.
  case `operator`
  /// A member or a page. At every hop the port is 80 or 443 and the address that is connected to is global unicast, or the host and port
  /// are among `allowed`.
  case stranger(allowed: [HostPort])

  /// Nil where earlier hops decide.
  func reach(to address: WebAddress) throws(TransferError) -> Reach? {
    guard case .stranger(let allowed) = self else { return nil }
    if allowed.contains(where: { $0.matches(address) }) { return .anywhere }
    guard ["80", "443"].contains(address.port) else { throw .refusedAddress }
    return .global
  }
}

/// A server as it is written: `example.org:8080`, `10.0.0.1:80`, `[::1]:80`.
public struct HostPort: Equatable, Sendable, CustomStringConvertible {
  let host: String
  let port: String

  /// Nil unless the text is a host and a port from 1 to 65535.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count >= 2, let digits = parts.last, (1...5).contains(digits.count), digits.allSatisfy(Self.isDigit),
      digits.contains(where: { $0 != UInt8(ascii: "0") }), Self.isHost(text.utf8.dropLast(digits.count + 1)),
      let address = WebAddress("http://\(text)/")
    else { return nil }
    (host, port) = (address.host, address.port)
  }

  func matches(_ address: WebAddress) -> Bool { host == address.host && port == address.port }

  public var description: String { "\(host):\(port)" }

  /// A name, an IPv4 address, or an IPv6 address in brackets. libcurl judges the rest.
  private static func isHost(_ bytes: Substring.UTF8View) -> Bool {
    if bytes.first == UInt8(ascii: "[") { return bytes.last == UInt8(ascii: "]") }
    return !bytes.isEmpty && bytes.allSatisfy { isDigit($0) || ($0 | 0x20).isLetter || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}
