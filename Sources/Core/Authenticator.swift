/// Who a valid token belongs to.
///
/// A banned member is authenticated, so that they can be told so, and holds no permission.
public struct Authenticated: Hashable, Sendable {
  public let member: Member
  public let session: SessionID
  public let expires: Timestamp
  public let isBanned: Bool

  public init(member: Member, session: SessionID, expires: Timestamp, isBanned: Bool = false) {
    self.member = member
    self.session = session
    self.expires = expires
    self.isBanned = isBanned
  }
}

/// Turns a session token into the member behind it, as of now: roles, denials and bans included.
///
/// Called for every request and for every socket message, so it must be cheap for a session seen lately, and must not go on
/// believing one that has been revoked: `Live` calls `forget` when another node says so.
public protocol Authenticator: Sendable {
  /// Throws `UNAUTHORIZED` if the server did not sign the token, `AUTH_INVALID` if it is expired, revoked or of an unknown session.
  func authenticate(token: String, now: Timestamp) async throws -> Authenticated

  /// The session behind an open socket, whose token has been checked at the handshake. Throws as `authenticate(token:now:)`.
  func authenticate(session: SessionID, now: Timestamp) async throws -> Authenticated

  /// The sessions behind many open sockets, each as `authenticate(session:now:)` would say with nothing remembered: all are read
  /// together, and then remembered. Throws when they cannot be read, which says nothing about any of them.
  func authenticate(sessions: Set<SessionID>, now: Timestamp) async throws -> [SessionID: Result<Authenticated, AppError>]

  /// Drops whatever is remembered of a session: it was revoked somewhere.
  func forget(session: SessionID)

  /// Drops whatever is remembered of a member: role, name, ban or all sessions changed somewhere.
  func forget(user: UserID)

  /// Drops whatever is remembered: what other nodes said may have been missed.
  func forgetEverything()
}
