/// The proxies in front of us, whose word about the client counts.
public struct TrustedProxies: Sendable {
  /// Who is asking, as far as can be believed.
  public struct Client: Equatable, Sendable {
    /// Without port, in its one spelling.
    public let address: String
    /// True when the client's own connection is TLS, as the nearest proxy tells.
    public let isSecure: Bool

    /// A client of the given parts.
    public init(address: String, isSecure: Bool) {
      self.address = address
      self.isSecure = isSecure
    }
  }

  private let isTrusted: (@Sendable (_ address: String) -> Bool)?

  /// No proxy is trusted.
  public static let none = TrustedProxies()

  private init() { isTrusted = nil }

  /// - Parameter isTrusted: whether an address is one of our proxies.
  public init(_ isTrusted: @escaping @Sendable (_ address: String) -> Bool) { self.isTrusted = isTrusted }

  /// No proxy is trusted.
  public var isEmpty: Bool { isTrusted == nil }

  /// Whether the address is one of our proxies.
  public func trusts(_ address: String) -> Bool { isTrusted?(address) ?? false }

  /// Walks `X-Forwarded-For` from the right, hop by hop, as long as the hop before was a proxy of ours: the rightmost address that
  /// is not is the client. What stands left of it may have been written by anybody.
  ///
  /// - Parameters:
  ///   - peer: the address of the connection.
  ///   - forwardedFor: all `X-Forwarded-For` headers, in order.
  ///   - forwardedProto: all `X-Forwarded-Proto` headers; the last word is the nearest proxy's.
  public func client(peer: String, forwardedFor: [String], forwardedProto: [String]) -> Client {
    guard trusts(peer) else { return Client(address: IPAddress(peer)?.description ?? peer, isSecure: false) }
    let proto = forwardedProto.last?.split(separator: ",").last.map(Self.trimmed)
    let isSecure = proto.map { FieldSyntax.equalIgnoringCase($0, "https") } ?? false
    var nearest = peer
    for hop in forwardedFor.flatMap({ $0.split(separator: ",") }).reversed() {
      guard let address = Self.address(Self.trimmed(hop)) else { break }
      nearest = address
      guard trusts(address) else { break }
    }
    return Client(address: nearest, isSecure: isSecure)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text
    while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
    return rest
  }

  /// The address in its one spelling, without brackets, port and zone; nil when it is none.
  private static func address(_ hop: Substring) -> String? {
    var text = hop
    if text.first == "[", let close = text.firstIndex(of: "]") {
      text = text[text.index(after: text.startIndex)..<close]
    } else if text.filter({ $0 == ":" }).count == 1, let colon = text.firstIndex(of: ":") {
      text = text[..<colon]
    }
    return IPAddress(text)?.description
  }
}
