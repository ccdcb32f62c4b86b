import Core

/// What members change about their own accounts.
public struct ProfileService: Sendable {
  private let work: UnitOfWork
  private let users: UserRepository
  private let sessions: SessionService
  private let passwords: PasswordChecker
  private let current: CurrentPassword
  private let cache: SessionCache
  private let audit: AuditRepository
  private let emails: AccountEmails?

  init(
    work: UnitOfWork, users: UserRepository, sessions: SessionService, passwords: PasswordChecker, current: CurrentPassword,
    cache: SessionCache, audit: AuditRepository, emails: AccountEmails?
  ) {
    self.work = work
    self.users = users
    self.sessions = sessions
    self.passwords = passwords
    self.current = current
    self.cache = cache
    self.audit = audit
    self.emails = emails
  }

  /// Name, password, or both or neither. A new password needs the current one, ends the member's other sessions and is told by letter.
  /// A new name needs `post_message`: it stands beside everything the member has said.
  public func change(_ scope: Scope, _ change: ProfileChange) async throws -> User {
    let member = try scope.signedIn()
    if let name = change.name, !name.utf8.elementsEqual(member.displayName.utf8) { try scope.require(.postMessage) }
    let replacement = if let wanted = change.password { try await hashes(scope, of: member, for: wanted) } else { nil as Replacement? }
    let (user, ended) = try await work.transaction { tx in
      guard try await users.locked(member.id, in: tx) != nil, let current = try await users.credentials(of: member.id, in: tx) else {
        throw AppError.notFound("This account")
      }
      var ended = 0
      if let replacement {
        // Compared outside: somebody may have changed the password meanwhile, and theirs stands.
        guard current.passwordHash == replacement.old else { throw Self.wrongPassword }
        try await users.setPasswordHash(replacement.new, of: member.id, at: scope.now, in: tx)
        ended = try await sessions.revokeOthers(scope, of: member.id, for: .passwordChanged, in: tx)
        try await audit.record(scope, "account.password", of: "user:\(member.id)", in: tx)
      }
      if let name = change.name, !name.utf8.elementsEqual(current.user.name.utf8) {
        try await users.rename(member.id, to: name, at: scope.now, in: tx)
        try await audit.record(scope, "account.name", of: "user:\(member.id)", in: tx)
      }
      guard let user = try await users.user(member.id, in: tx) else { throw AppError.notFound("This account") }
      return (user, ended)
    }
    if ended > 0 { sessions.announceEnd(scope, of: member.id, except: scope.session, for: .passwordChanged) }
    if replacement != nil, let emails { emails.queue.notify(emails.passwordChanged(user)) }
    if user.name != member.displayName {
      cache.forget(user: member.id)
      scope.outbox.add(Event(node: .memberChanged(member.id)))
    }
    return user
  }

  private struct Replacement: Sendable {
    let old: String
    let new: String
  }

  private func hashes(_ scope: Scope, of member: Member, for change: ProfileChange.NewPassword) async throws -> Replacement {
    try passwords.refuseCommon(change.wanted)
    let stored = try await current.verified(member.id, change.current, at: scope.now)
    return Replacement(old: stored.passwordHash, new: try await passwords.hash(change.wanted))
  }

  static let wrongPassword = AppError.validation("current_password", "is wrong")
}
