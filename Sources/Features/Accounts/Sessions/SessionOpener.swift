import Core
import Crypto
import Encoding

/// A user who has just signed up or in.
public struct SignedIn: Sendable {
  public let user: User
  public let session: Session
  /// The session's JSON Web Token: the value of the cookie or of the Bearer header.
  public let token: String
}

/// Opens sessions: every sign-up and sign-in gets a new id, whatever session the browser had.
struct SessionOpener: Sendable {
  /// A session that its transaction has opened, and the sessions it ended.
  struct Opened: Sendable {
    let session: Session
    let ended: [SessionID]
  }

  /// How long expired sessions are kept, to tell them from sessions that never existed.
  static let memory = Duration.days(30)

  /// Open sessions per member: one more ends the one that was seen least recently.
  static let mostOpen = 100
  /// Ended sessions of a member that are kept.
  static let mostEnded = 100

  let sessions: SessionRepository
  let tokens: SessionTokens
  let cache: SessionCache

  /// Opens a session. Call `finish` after the commit.
  func open(
    _ scope: Scope, for user: User, from client: UserAgent, lasting lifetime: SessionLifetime, in transaction: Transaction
  ) async throws -> Opened {
    let session = Session(
      id: SessionID(Hex.encode(scope.random.bytes(16))), user: user.id, createdAt: scope.now, lastSeenAt: scope.now,
      expiresAt: scope.now + lifetime.duration, revokedAt: nil, userAgent: client.text, address: scope.address)
    try await sessions.deleteExpired(before: scope.now - Self.memory, of: user.id, in: transaction)
    let ended = try await sessions.revokeOldest(of: user.id, keeping: Self.mostOpen - 1, at: scope.now, in: transaction)
    try await sessions.deleteEnded(of: user.id, keeping: Self.mostEnded, at: scope.now, in: transaction)
    try await sessions.insert(session, in: transaction)
    return Opened(session: session, ended: ended)
  }

  /// Announces the sessions that ended, and signs the token.
  func finish(_ scope: Scope, _ opened: Opened, of user: User) -> SignedIn {
    for session in opened.ended {
      cache.forget(session: session)
      scope.outbox.add(Event(node: .sessionRevoked(session, reason: SessionEnd.revoked.rawValue)))
    }
    scope.outbox.add(Event(deed: .loginSuccess, by: user.id, at: scope.now))
    return SignedIn(user: user, session: opened.session, token: tokens.token(for: opened.session, of: user))
  }
}
