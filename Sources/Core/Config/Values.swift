/// Where the data lives.
public enum DatabaseLocation: Equatable, Sendable {
  /// A file, created when missing.
  case sqlite(path: String)
  /// `postgres://user:pass@host/db`.
  case postgres(url: String)
}

/// Scheme, host and port, as `Origin` headers spell them: lower case, without the scheme's own port.
public struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
  public let scheme: String
  public let host: String
  /// Nil when it is the scheme's own.
  public let port: Int?

  /// `https://space.example.org`, with or without a trailing slash. Nil with a path, a query or a user in it.
  public init?(_ text: some StringProtocol) {
    let lower = text.lowercased()
    guard let scheme = ["http", "https"].first(where: { lower.hasPrefix($0 + "://") }) else { return nil }
    var rest = lower.dropFirst(scheme.count + 3)
    if rest.hasSuffix("/") { rest.removeLast() }
    var port: Int?
    let afterBracket = rest.lastIndex(of: "]") ?? rest.startIndex
    if let colon = rest[afterBracket...].lastIndex(of: ":") {
      guard let number = UInt16(rest[rest.index(after: colon)...]), number > 0 else { return nil }
      port = Int(number)
      rest = rest[..<colon]
    }
    let isBracketed = rest.hasPrefix("[") && rest.hasSuffix("]") && rest.count > 3
    let allowed: (UInt8) -> Bool = {
      $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
    }
    let isIPv6 = isBracketed && rest.dropFirst().dropLast().utf8.allSatisfy { $0 == 0x3A || $0 == 0x2E || isHexDigit($0) }
    guard !rest.isEmpty, isIPv6 || rest.utf8.allSatisfy(allowed) else { return nil }
    self.scheme = scheme
    self.host = String(rest)
    self.port = port == (scheme == "https" ? 443 : 80) ? nil : port
  }

  public var isSecure: Bool { scheme == "https" }

  public var description: String { port.map { "\(scheme)://\(host):\($0)" } ?? "\(scheme)://\(host)" }
}

func isHexDigit(_ byte: UInt8) -> Bool {
  byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
}

/// A secret that neither logs nor `config` can print by accident.
public struct Secret: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public let bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  public init(_ text: String) { bytes = Array(text.utf8) }

  public var text: String { String(decoding: bytes, as: UTF8.self) }
  public var description: String { "(secret, \(bytes.count) bytes)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
