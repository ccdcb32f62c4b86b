import Core

/// Changes of the display name and the password. The other settings have services of their own.
public struct AccountSettingsService: Sendable {
  let work: UnitOfWork
  let users: UserRepository
  let sessions: SessionService
  let passwords: PasswordChecker
  let current: CurrentPassword
  let cache: SessionCache
  let audit: AuditRepository
  let emails: AccountEmails?
  let steps: [any NameStep]

  /// A new password needs the current one, ends the member's other sessions and is announced by email. A new name needs `post_message`:
  /// it stands beside everything the member has written.
  @discardableResult
  public func change(_ scope: Scope, _ change: AccountChange) async throws -> User {
    let member = try scope.requireMember()
    if let name = change.name, !name.utf8.elementsEqual(member.displayName.utf8) { try scope.require(.postMessage) }
    let replacement = if let wanted = change.password { try await hashes(scope, of: member, for: wanted) } else { nil as Replacement? }
    let (user, ended, told) = try await work.transaction { transaction in
      guard try await users.lockedForEditing(member.id, in: transaction) != nil,
        let current = try await users.credentials(of: member.id, in: transaction)
      else {
        throw AppError.notFound("This account")
      }
      var (ended, told) = (0, [] as [Event])
      if let replacement {
        // Compared outside the transaction: if the password has changed meanwhile, that change stands.
        guard current.passwordHash == replacement.old else { throw CurrentPassword.wrong }
        try await users.setPasswordHash(replacement.new, of: member.id, at: scope.now, in: transaction)
        ended = try await sessions.revokeOthers(scope, of: member.id, for: .passwordChanged, in: transaction)
        try await audit.record(scope, "account.password", of: "user:\(member.id)", in: transaction)
      }
      if let name = change.name, !name.utf8.elementsEqual(current.user.name.utf8) {
        try await users.rename(member.id, to: name, at: scope.now, in: transaction)
        try await audit.record(scope, "account.name", of: "user:\(member.id)", in: transaction)
        for step in steps { told += try await step.nameChanged(of: member.id, in: transaction) }
      }
      guard let user = try await users.user(member.id, in: transaction) else { throw AppError.notFound("This account") }
      return (user, ended, told)
    }
    for event in told { scope.outbox.add(event) }
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

  private func hashes(_ scope: Scope, of member: Member, for change: AccountChange.NewPassword) async throws -> Replacement {
    try passwords.refuseCommon(change.wanted)
    let stored = try await current.verified(scope, member.id, change.current)
    return Replacement(old: stored.passwordHash, new: try await passwords.hash(change.wanted))
  }
}
