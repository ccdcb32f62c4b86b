import Core

/// Ways back in by e-mail, where the server sends any. Nothing in the answer, nor the time it takes, says whether there is an account.
public struct RecoveryMailService: Sendable {
  /// A member gets no second letter sooner: whoever knows an address cannot fill its letter box, nor make its last link worthless.
  public static let pause = Duration.minutes(5)

  let work: UnitOfWork
  let users: UserRepository
  let recovery: RecoveryRepository
  let audit: AuditRepository
  let emails: AccountEmails

  /// Sends a link for a new password to the account of this address, should there be one. Guests may ask.
  public func ask(_ scope: Scope, email: String) throws(AppError) {
    try emails.queue.enqueue { try await letter(scope, email: email) }
  }

  private func letter(_ scope: Scope, email: String) async throws -> Email? {
    let token = LinkToken(scope.random)
    let user: User? = try await work.transaction { tx in
      guard let user = try await users.user(email: email, in: tx), !user.isBanned,
        try await recovery.newest(of: user.id, in: tx).map({ $0 + Self.pause <= scope.now }) ?? true
      else { return nil }
      let end = scope.now + RecoveryService.lifetime
      try await recovery.replace(token.digest, of: user.id, at: scope.now, until: end, in: tx)
      try await audit.record(scope, "account.recovery_mail", of: "user:\(user.id)", in: tx)
      return user
    }
    return user.map { emails.recovery($0, token: token.text) }
  }
}
