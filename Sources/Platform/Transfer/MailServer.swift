import Foundation

/// A mail server: `smtp://user:password@host:587` or `smtps://host:465`. Connections to other hosts always use TLS. For a relay without
/// TLS in your own network use `smtp://relay:25?tls=off`.
public struct MailServer: Sendable {
  let address: String
  let user: String?
  let password: String?
  /// False for this machine, where nothing can listen in between, and for a relay with `tls=off`.
  let needsTLS: Bool

  /// - Parameter url: user and password percent-encoded. Nil for another scheme, without a host, or with a path or another query.
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
