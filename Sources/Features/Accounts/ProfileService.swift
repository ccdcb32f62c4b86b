import Core

/// What members change about their own accounts.
public struct ProfileService: Sendable {
  private let work: UnitOfWork
  private let users: UserRepository
  private let sessions: SessionService
  private let passwords: AuthService
  private let cache: SessionCache

  init(work: UnitOfWork, users: UserRepository, sessions: SessionService, passwords: AuthService, cache: SessionCache) {
    self.work = work
    self.users = users
    self.sessions = sessions
    self.passwords = passwords
    self.cache = cache
  }

  /// Name, password, or both or neither. A new password needs the current one and ends the member's other sessions.
  public func change(_ scope: Scope, _ change: ProfileChange) async throws -> User {
    let member = try scope.signedIn()
    let replacement = if let wanted = change.password { try await hashes(of: member, for: wanted) } else { nil as Replacement? }
    let (user, ended) = try await work.transaction { tx in
      guard let current = try await users.credentials(of: member.id, in: tx) else { throw AppError.notFound("This account") }
      var ended = 0
      if let replacement {
        // Compared outside: somebody may have changed the password meanwhile, and theirs stands.
        guard current.passwordHash == replacement.old else { throw Self.wrongPassword }
        try await users.setPasswordHash(replacement.new, of: member.id, at: scope.now, in: tx)
        ended = try await sessions.revokeOthers(scope, of: member.id, for: .passwordChanged, in: tx)
      }
      if let name = change.name { try await users.rename(member.id, to: name, at: scope.now, in: tx) }
      guard let user = try await users.user(member.id, in: tx) else { throw AppError.notFound("This account") }
      return (user, ended)
    }
    if ended > 0 { sessions.announceEnd(scope, of: member.id, except: scope.session, for: .passwordChanged) }
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

  private func hashes(of member: Member, for change: ProfileChange.NewPassword) async throws -> Replacement {
    try passwords.refuseCommon(change.wanted)
    guard let stored = try await users.credentials(of: member.id),
      try await passwords.verify(change.current, against: stored.passwordHash) != .wrong
    else { throw Self.wrongPassword }
    return Replacement(old: stored.passwordHash, new: try await passwords.hash(change.wanted))
  }

  static let wrongPassword = AppError.validation("current_password", "is wrong")
}
