import Core

/// Links to set a new password, for members who have lost theirs. A link works once, within a day.
public struct RecoveryService: Sendable {
  public static let lifetime = Duration.hours(24)

  let work: UnitOfWork
  let users: UserRepository
  let recovery: RecoveryRepository
  let links: AccountLinks
  let sessions: SessionRepository
  let passwords: PasswordChecker
  let cache: SessionCache
  let audit: AuditRepository
  let moderation: ModerationService
  let emails: AccountEmails?

  /// Makes a link for a member of a lower rank and returns its token; earlier links are void. Administrators only, since the holder of the
  /// link can sign in as the member.
  public func issue(_ scope: Scope, for target: UserID) async throws -> String {
    try scope.require(.admin)
    let token = LinkToken(scope.random)
    try await moderation.act(scope, on: target, "member.recovery_link") { transaction, _ in
      try await recovery.replace(token.digest, of: target, at: scope.now, until: scope.now + Self.lifetime, in: transaction)
      return []
    }
    return token.text
  }

  /// For `neospace admin reset-link`.
  public func issue(_ scope: Scope, email: String) async throws -> String {
    try scope.require(.admin)
    let user = try await work.transaction { transaction in try await users.user(email: email, in: transaction) }
    guard let user else { throw AppError.notFound("An account of this address") }
    return try await issue(scope, for: user.id)
  }

  /// The account that a link is for; `GONE` for a link that was used or replaced, has expired or never existed.
  public func owner(of token: String, at now: Timestamp) async throws -> User {
    guard let user = try await recovery.owner(of: LinkToken.digest(of: token), at: now) else { throw Self.gone }
    return user
  }

  /// Sets the password, uses up the link and ends all sessions of the member.
  public func recover(_ scope: Scope, with token: String, password: Password) async throws {
    let owner = try await owner(of: token, at: scope.now)
    try passwords.refuseCommon(password)
    let hash = try await passwords.hash(password)
    let user = try await work.transaction { transaction in
      guard let user = try await users.locked(owner.id, in: transaction),
        try await recovery.spend(LinkToken.digest(of: token), at: scope.now, in: transaction) == user.id
      else { throw Self.gone }
      try await users.setPasswordHash(hash, of: user.id, at: scope.now, in: transaction)
      try await links.void(of: user.id, in: transaction)
      try await sessions.revokeAll(of: user.id, except: nil, for: .passwordChanged, at: scope.now, in: transaction)
      try await audit.record(scope, "account.recovered", of: "user:\(user.id)", in: transaction)
      return user
    }
    cache.forget(user: user.id)
    scope.outbox.add(Event(node: .sessionsRevoked(user.id, except: nil, reason: SessionEnd.passwordChanged.rawValue)))
    if let emails { emails.queue.notify(emails.passwordChanged(user)) }
  }

  static let gone = AppError(.gone, "This link has been used or has expired. Ask for another")
}
