import Core

/// Sends links for new passwords by email. Neither the answer nor the time it takes tells whether an account exists.
public struct RecoveryMailService: Sendable {
  /// The time between two emails to a member: knowing an address must not be enough to flood its mailbox or to void its last link.
  public static let pause = Duration.minutes(5)

  let work: UnitOfWork
  let users: UserRepository
  let recovery: RecoveryRepository
  let audit: AuditRepository
  let emails: AccountEmails

  /// Sends a link to the account with this address, if there is one. Guests may ask.
  public func ask(_ scope: Scope, email: String) throws(AppError) {
    try emails.queue.enqueue { try await compose(scope, email: email) }
  }

  private func compose(_ scope: Scope, email: String) async throws -> Email? {
    let token = LinkToken(scope.random)
    let user: User? = try await work.transaction { transaction in
      guard let user = try await users.user(email: email, in: transaction), !user.isBanned,
        try await recovery.newest(of: user.id, in: transaction).map({ $0 + Self.pause <= scope.now }) ?? true
      else { return nil }
      let end = scope.now + RecoveryService.lifetime
      try await recovery.replace(token.digest, of: user.id, at: scope.now, until: end, in: transaction)
      try await audit.record(scope, "account.recovery_mail", of: "user:\(user.id)", in: transaction)
      return user
    }
    return user.map { emails.recovery($0, token: token.text) }
  }
}
