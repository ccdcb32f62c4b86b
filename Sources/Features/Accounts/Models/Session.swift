import Core

/// One signed-in browser or program.
public struct Session: Hashable, Sendable {
  public let id: SessionID
  public let user: UserID
  public let createdAt: Timestamp
  /// Accurate to about a minute.
  public let lastSeenAt: Timestamp
  public let expiresAt: Timestamp
  public let revokedAt: Timestamp?
  /// What the client called itself, at most 255 characters.
  public let userAgent: String
  public let address: String

  public func isLive(at now: Timestamp) -> Bool { revokedAt == nil && now < expiresAt }
}

/// How long a new session lives.
public enum SessionLifetime: Sendable {
  /// Pages and `/api/auth/*`: 7 days.
  case standard
  /// `/auth/register` and `/auth/login`: 24 hours.
  case day

  public var duration: Duration {
    switch self {
    case .standard: .days(7)
    case .day: .hours(24)
    }
  }
}

/// Why a session ended; `session_ended` tells the client.
public enum SessionEnd: String, Sendable {
  case signedOut = "signed_out"
  case signedInAgain = "signed_in_again"
  case revoked = "revoked"
  case passwordChanged = "password_changed"
  case banned = "banned"
  case left = "left"
}
