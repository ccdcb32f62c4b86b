import Core

/// Which limit of PROTOCOL.md §5 counts requests to a route.
public enum RequestLimit: Equatable, Sendable {
  /// Health, metrics, static files.
  case none
  /// Per member, or per address when anonymous.
  case requests
  /// Sign-up, sign-in, password change: together, per address.
  case credentials
  /// The limit of a feature, per member.
  case member(Limit)
  /// Socket handshakes, per member.
  case handshakes

  func limit(in limits: Limits) -> Limit? {
    switch self {
    case .none: nil
    case .requests: limits[.requests]
    case .credentials: limits[.credentials]
    case .member(let limit): limits[limit]
    case .handshakes: limits[.handshakes]
    }
  }

  func subject(user: UserID?, address: String) -> LimitSubject {
    if self != .credentials, let user { return .user(user) }
    return .address(ClientNetwork(address))
  }
}
