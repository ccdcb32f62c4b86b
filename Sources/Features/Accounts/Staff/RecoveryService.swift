import Core
import Crypto

/// Ways back in for members who have lost their password: links the staff hand out, good once and for a day.
public struct RecoveryService: Sendable {
  public static let lifetime = Duration.hours(24)

  private let work: UnitOfWork
  private let users: UserRepository
  private let links: RecoveryRepository
  private let sessions: SessionRepository
  private let passwords: AuthService
  private let cache: SessionCache
  private let audit: AuditRepository
  private let standing: StandingService

  init(
    work: UnitOfWork, users: UserRepository, links: RecoveryRepository, sessions: SessionRepository, passwords: AuthService,
    cache: SessionCache, audit: AuditRepository, standing: StandingService
  ) {
    self.work = work
    self.users = users
    self.links = links
    self.sessions = sessions
    self.passwords = passwords
    self.cache = cache
    self.audit = audit
    self.standing = standing
  }

  /// A new link's token for a member below the caller; the member's earlier links are worth nothing from then on. Administrators only:
  /// whoever holds it can be the member.
  public func issue(_ scope: Scope, for target: UserID) async throws -> String {
    try scope.require(.admin)
    let token = Base64URL.encode(scope.random.bytes(32))
    try await standing.act(scope, on: target, "member.recovery_link") { tx, _ in
      try await links.replace(Self.digest(of: token), of: target, at: scope.now, until: scope.now + Self.lifetime, in: tx)
      return []
    }
    return token
  }

  /// For `neospace admin reset-link`.
  public func issue(_ scope: Scope, email: String) async throws -> String {
    try scope.require(.admin)
    let user = try await work.transaction { tx in try await users.user(email: email, in: tx) }
    guard let user else { throw AppError.notFound("An account of this address") }
    return try await issue(scope, for: user.id)
  }

  /// Who would come in; `GONE` for a link that was used, replaced, is too old, or never was.
  public func owner(of token: String, at now: Timestamp) async throws -> User {
    guard let user = try await links.owner(of: Self.digest(of: token), at: now) else { throw Self.gone }
    return user
  }

  /// Sets the password and ends all sessions of the member. The link is spent.
  public func recover(_ scope: Scope, with token: String, password: Password) async throws {
    _ = try await owner(of: token, at: scope.now)
    try passwords.refuseCommon(password)
    let hash = try await passwords.hash(password)
    let user = try await work.transaction { tx in
      guard let user = try await links.spend(Self.digest(of: token), at: scope.now, in: tx) else { throw Self.gone }
      try await users.setPasswordHash(hash, of: user, at: scope.now, in: tx)
      try await sessions.revokeAll(of: user, except: nil, for: .passwordChanged, at: scope.now, in: tx)
      try await audit.record(scope, "account.recovered", of: "user:\(user)", in: tx)
      return user
    }
    cache.forget(user: user)
    scope.outbox.add(Event(node: .sessionsRevoked(user, except: nil, reason: SessionEnd.passwordChanged.rawValue)))
  }

  static func digest(of token: String) -> String { Hex.encode(SHA256.digest(of: token.utf8)) }

  static let gone = AppError(.gone, "This link has been used, or is too old. Ask for another")
}
