import CCurl
import Glibc

/// An IPv4 or IPv6 address, as far as it matters where it leads.
struct NetworkAddress: Equatable, Sendable {
  /// Where an address leads.
  enum Place: Equatable, Sendable {
    case open
    /// This machine, a private network, or one that no router knows.
    case near
    /// What is never meant: a link's own addresses, among them those where clouds keep their machines' secrets; multicast.
    case local
  }

  let place: Place
  /// Whether it is an address of one machine that the whole internet reaches, and no other address is wrapped in it.
  let isGlobalUnicast: Bool

  /// Nil if the text is not an address.
  init?(text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(four: Self.bytes(of: four))
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self.init(six: Self.bytes(of: six))
    } else {
      return nil
    }
  }

  /// Nil for what is neither IPv4 nor IPv6.
  init?(_ address: UnsafePointer<sockaddr>) {
    let raw = UnsafeRawPointer(address)
    switch Int32(address.pointee.sa_family) {
    case AF_INET: self.init(four: Self.bytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr))
    case AF_INET6: self.init(six: Self.bytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr))
    default: return nil
    }
  }

  private static func bytes<Address>(of address: Address) -> [UInt8] { withUnsafeBytes(of: address) { Array($0) } }

  private init(four bytes: [UInt8]) { (place, isGlobalUnicast) = (Self.place(four: bytes), Self.isGlobalUnicast(four: bytes)) }
  private init(six bytes: [UInt8]) { (place, isGlobalUnicast) = (Self.place(six: bytes), Self.isGlobalUnicast(six: bytes)) }

  private static func place(four bytes: [UInt8]) -> Place {
    switch (bytes[0], bytes[1]) {
    case (169, 254), (224..., _): .local
    case (0, _), (10, _), (127, _), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19): .near
    case (192, 0) where bytes[2] == 0: .near
    default: .open
    }
  }

  private static func place(six bytes: [UInt8]) -> Place {
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    let isTranslated = bytes[..<12].elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])
    if isMapped || isTranslated { return place(four: Array(bytes[12...])) }
    if bytes[0] == 0x20, bytes[1] == 0x02 { return place(four: Array(bytes[2..<6])) }
    if bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 || bytes[0] == 0xFF { return .local }
    return bytes[..<15].allSatisfy { $0 == 0 } || bytes[0] & 0xFE == 0xFC ? .near : .open
  }
}

extension NetworkAddress {
  /// What IANA's registry of special addresses lists as not globally reachable, the 6to4 relays, and all that is not unicast.
  private static func isGlobalUnicast(four bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
    case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113), (224..., _, _): false
    default: true
    }
  }

  /// Only what IANA gives to networks: 2000::/3 without protocols' own addresses (2001::/23, Teredo and ORCHID among them), documentation
  /// (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16). All that wraps IPv4 lies outside of it, NAT64 too.
  private static func isGlobalUnicast(six bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0x20, 0x01, 0x00...0x01, _), (0x20, 0x01, 0x0D, 0xB8), (0x20, 0x02, _, _), (0x3F, 0xFF, 0x00...0x0F, _): false
    case (0x20...0x3F, _, _, _): true
    default: false
    }
  }
}

/// Which addresses may be connected to, by who gave them.
enum Reach: Sendable {
  /// For an address that the operator configured.
  case anywhere
  /// For an address given by a host of the operator's own network.
  case ownNetwork
  /// For an address that anyone gave.
  case open
  /// For an address that a member gave, to be asked on nobody's behalf.
  case global

  func admits(_ address: NetworkAddress) -> Bool {
    switch self {
    case .anywhere: true
    case .ownNetwork: address.place != .local
    case .open: address.place == .open
    case .global: address.isGlobalUnicast
    }
  }
}
