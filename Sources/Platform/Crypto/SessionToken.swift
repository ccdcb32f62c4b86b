import Encoding
import JSON

/// What a session token claims. Times are seconds since 1970, UTC.
public struct TokenClaims: Hashable, Sendable {
  /// `sub`: whom it is about.
  public var subject: String
  /// `jti`: the token's own id.
  public var tokenID: String
  /// `iat`
  public var issuedAt: Int64
  /// `exp`
  public var expiresAt: Int64
  /// Everything else, strings only.
  public var other: [String: String]

  /// Creates claims. `other` must not name a registered claim.
  public init(subject: String, tokenID: String, issuedAt: Int64, expiresAt: Int64, other: [String: String] = [:]) {
    precondition(Self.registered.isDisjoint(with: other.keys), "a registered claim among the others")
    self.subject = subject
    self.tokenID = tokenID
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
    self.other = other
  }

  static let registered: Set = ["sub", "jti", "iat", "exp", "nbf"]
}

/// Signs and verifies compact JSON Web Tokens with HS256 and nothing else (RFC 7519, RFC 8725). Usable from any thread.
public struct TokenSigner: Sendable {
  /// Why a token is refused.
  public enum Refusal: Error, Hashable, Sendable {
    /// Not signed with our key, or no token at all.
    case notOurs
    /// Signed with our key, but its time is over.
    case expired
    /// Signed with our key, but its `nbf` lies in the future.
    case notYetValid
    /// Signed with our key, but it lacks a claim or has one of a wrong type.
    case unusable

    /// Whether our key signed it.
    public var isOurs: Bool { self != .notOurs }
  }

  /// Longest token that is looked at, in bytes.
  public static let maximumLength = 4096

  /// How far clocks may be apart, in seconds.
  public static let skew: Int64 = 30

  private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))

  private let key: HMACSHA256

  /// Takes the key; nil when it has fewer than 32 bytes.
  public init?(key: [UInt8]) {
    guard key.count >= 32 else { return nil }
    self.key = HMACSHA256(key: key)
  }

  /// The token for some claims.
  public func sign(_ claims: TokenClaims) -> String {
    var payload = JSONWriter()
    payload.object {
      $0.field("sub", claims.subject)
      for (name, value) in claims.other.sorted(by: { $0.key < $1.key }) { $0.field(name, value) }
      $0.field("jti", claims.tokenID)
      $0.field("iat", claims.issuedAt)
      $0.field("exp", claims.expiresAt)
    }
    let signed = Self.header + "." + Base64URL.encode(payload.bytes)
    return signed + "." + Base64URL.encode(key.code(of: Array(signed.utf8)))
  }

  /// The claims of a token that our key signed and whose time is not over; `now` in seconds since 1970.
  ///
  /// An `iat` in the future is accepted: a clock that ran ahead signed the token, and whether its session is still open
  /// is for the session's row to say.
  public func verify(_ token: String, now: Int64) throws(Refusal) -> TokenClaims {
    guard token.utf8.count <= Self.maximumLength else { throw .notOurs }
    let bytes = Array(token.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, let signature = Base64URL.decode(parts[2]), key.isCode(signature, of: bytes[..<parts[1].endIndex]),
      Self.isOurHeader(parts[0])
    else { throw .notOurs }
    guard let text = Base64URL.decode(parts[1]), let payload = try? JSONValue(parsing: text), let claims = Self.claims(payload) else {
      throw .unusable
    }
    if let start = payload["nbf"] {
      guard let start = start.int else { throw .unusable }
      guard start <= now + Self.skew else { throw .notYetValid }
    }
    guard now - Self.skew < claims.expiresAt else { throw .expired }
    return claims
  }

  private static func isOurHeader(_ part: ArraySlice<UInt8>) -> Bool {
    if part.elementsEqual(header.utf8) { return true }
    guard let text = Base64URL.decode(part), let members = (try? JSONValue(parsing: text))?.object else { return false }
    guard members["alg"] == "HS256", Set(members.keys).isSubset(of: ["alg", "typ"]) else { return false }
    return members["typ"].map { $0 == "JWT" || $0 == "jwt" } ?? true
  }

  private static func claims(_ payload: JSONValue) -> TokenClaims? {
    guard let members = payload.object, let subject = members["sub"]?.string, let tokenID = members["jti"]?.string,
      let issuedAt = members["iat"]?.int, let expiresAt = members["exp"]?.int
    else { return nil }
    var other: [String: String] = [:]
    for (name, value) in members where !TokenClaims.registered.contains(name.description) {
      guard let text = value.string else { return nil }
      other[name.description] = text
    }
    return TokenClaims(subject: subject, tokenID: tokenID, issuedAt: issuedAt, expiresAt: expiresAt, other: other)
  }
}
