import Core
import Crypto

/// What a client calls itself, for the list of one's sessions: at most 255 characters, no control characters.
public struct UserAgent: Sendable {
  let text: String

  public init(_ userAgent: String?) {
    let printable = (userAgent ?? "").unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }
    text = String(String.UnicodeScalarView(printable.prefix(255)))
  }
}

/// Opens sessions: every sign-up and sign-in gets a new id, whatever the browser came with.
struct SessionOpener: Sendable {
  /// A session still without its member.
  struct Plan: Sendable {
    let id: SessionID
    let createdAt: Timestamp
    let expiresAt: Timestamp
    let client: UserAgent
    let address: String

    func session(of user: User) -> Session {
      Session(
        id: id, user: user.id, createdAt: createdAt, lastSeenAt: createdAt, expiresAt: expiresAt, revokedAt: nil, userAgent: client.text,
        address: address)
    }
  }

  /// Expired sessions are kept so long, to be told from those that never were.
  static let memory = Duration.days(30)

  /// Sessions a member can be signed in through at once: one more ends the one seen least lately.
  static let mostOpen = 100
  /// Ended sessions of a member that are kept.
  static let mostEnded = 100

  let sessions: SessionRepository
  let tokens: SessionTokens
  let cache: SessionCache

  func plan(_ scope: Scope, from client: UserAgent, for lifetime: SessionLifetime) -> Plan {
    Plan(
      id: SessionID(Hex.encode(scope.random.bytes(16))), createdAt: scope.now, expiresAt: scope.now + lifetime.duration, client: client,
      address: scope.address)
  }

  /// Returns the sessions that had to end for it; `announce` follows the commit.
  func open(_ plan: Plan, for user: User, in tx: Transaction) async throws -> [SessionID] {
    try await sessions.deleteExpired(before: plan.createdAt - Self.memory, of: user.id, in: tx)
    let ended = try await sessions.revokeOldest(of: user.id, keeping: Self.mostOpen - 1, at: plan.createdAt, in: tx)
    try await sessions.deleteEnded(of: user.id, keeping: Self.mostEnded, at: plan.createdAt, in: tx)
    try await sessions.insert(plan.session(of: user), in: tx)
    return ended
  }

  func announce(_ ended: [SessionID], _ scope: Scope) {
    for session in ended {
      cache.forget(session: session)
      scope.outbox.add(Event(node: .sessionRevoked(session, reason: SessionEnd.revoked.rawValue)))
    }
  }

  func signedIn(_ user: User, _ plan: Plan) -> SignedIn {
    let session = plan.session(of: user)
    return SignedIn(user: user, session: session, token: tokens.token(for: session, of: user))
  }
}

/// The scope's randomness for what asks for a generator.
struct ScopedRandom: RandomNumberGenerator {
  let source: RandomSource

  func next() -> UInt64 { source.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
