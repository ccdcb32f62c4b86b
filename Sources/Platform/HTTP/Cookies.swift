/// Reading `Cookie`: tolerant, as browsers and their extensions write the oddest things.
public enum CookieHeader {
  /// The values of all cookies called `name`, in order, from one `Cookie` header. Surrounding quotes are removed.
  public static func values(of name: String, in header: String) -> [String] {
    var found: [String] = []
    for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let key = trimmed(pair[..<equals])
      guard key.elementsEqual(name.utf8) else { continue }
      var value = trimmed(pair[pair.index(after: equals)...])
      if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") { value = value.dropFirst().dropLast() }
      if let text = String(value) { found.append(text) }
    }
    return found
  }

  /// The first cookie called `name`.
  public static func value(of name: String, in header: String) -> String? { values(of: name, in: header).first }

  private static func trimmed(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
    var rest = bytes
    while let first = rest.first, FieldSyntax.isSpace(first) { rest = rest.dropFirst() }
    while let last = rest.last, FieldSyntax.isSpace(last) { rest = rest.dropLast() }
    return rest
  }
}

/// Writing `Set-Cookie`: strict (RFC 6265 §4.1), and the rules of the `__Host-` and `__Secure-` prefixes are kept by construction.
public struct SetCookie: Equatable, Sendable {
  /// With which requests of other sites the browser sends the cookie: none, or top-level navigation.
  public enum SameSite: String, Sendable {
    case strict = "Strict"
    case lax = "Lax"
  }

  /// A token.
  public let name: String
  /// Cookie octets.
  public let value: String
  /// Seconds; nil is a session cookie, 0 removes it.
  public let maxAge: Int?
  /// Below which path it is sent.
  public let path: String
  /// Only over TLS.
  public let secure: Bool
  /// Out of reach of scripts.
  public let httpOnly: Bool
  /// See `SameSite`.
  public let sameSite: SameSite

  /// - Precondition: `name` is a token and `value` consists of cookie octets: both come from the program, never from a client.
  ///   A `__Host-` name demands `secure` and the path `/`; a `__Secure-` name demands `secure`.
  public init(
    name: String, value: String, maxAge: Int?, path: String = "/", secure: Bool, httpOnly: Bool = true, sameSite: SameSite = .lax
  ) {
    precondition(FieldSyntax.isToken(name), "not a cookie name")
    precondition(value.utf8.allSatisfy(Self.isCookieOctet), "not a cookie value")
    precondition(path.hasPrefix("/") && !path.utf8.contains { $0 < 0x21 || $0 == 0x3B || $0 >= 0x7F }, "not a cookie path")
    precondition(!name.hasPrefix("__Host-") || (secure && path == "/"), "__Host- needs Secure and Path=/")
    precondition(!name.hasPrefix("__Secure-") || secure, "__Secure- needs Secure")
    self.name = name
    self.value = value
    self.maxAge = maxAge
    self.path = path
    self.secure = secure
    self.httpOnly = httpOnly
    self.sameSite = sameSite
  }

  /// The cookie's removal: same name, path and attributes, no value, no time.
  public var removed: SetCookie {
    SetCookie(name: name, value: "", maxAge: 0, path: path, secure: secure, httpOnly: httpOnly, sameSite: sameSite)
  }

  /// The value of the `Set-Cookie` header.
  public var header: String {
    var text = "\(name)=\(value); Path=\(path)"
    if let maxAge { text += "; Max-Age=\(maxAge)" }
    if secure { text += "; Secure" }
    if httpOnly { text += "; HttpOnly" }
    return text + "; SameSite=\(sameSite.rawValue)"
  }

  private static func isCookieOctet(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
    default: false
    }
  }
}
