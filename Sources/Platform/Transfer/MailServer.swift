import Foundation

/// A server that takes letters: `smtp://user:password@host:587`, or `smtps://host:465`; `smtp://relay:25?tls=off` for one in a network
/// of one's own that speaks no TLS.
public struct MailServer: Sendable {
  let address: String
  let user: String?
  let password: String?
  /// On this machine nobody listens in between; anywhere else nothing is said before TLS.
  let needsTLS: Bool

  /// - Parameter url: user and password percent-encoded. Nil for another scheme, for no host, or with a path or another query.
  public init?(_ url: String) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme, ["smtp", "smtps"].contains(scheme),
      let host = parts.host, !host.isEmpty, ["", "/"].contains(parts.path), [nil, "tls=off"].contains(parts.query), parts.fragment == nil
    else { return nil }
    let port = parts.port ?? (scheme == "smtps" ? 465 : 587)
    address = "\(scheme)://\(host):\(port)"
    user = parts.user
    password = parts.password
    needsTLS = parts.query == nil && !["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
  }
}
