import Core

/// Makes accounts. Guests may, while sign-up is open.
public struct SignUpService: Sendable {
  let work: UnitOfWork
  let users: UserRepository
  let maker: AccountMaker
  let opener: SessionOpener
  let addresses: AddressRepository
  let invites: InviteRepository
  let audit: AuditRepository
  let admins: AdminAddresses
  let emails: AccountEmails?
  let site: SiteState
  /// Who may sign up: everyone, people with an invitation, or no one.
  public var mode: SignUpMode { site.signUp }

  /// Makes the account and signs it in. `EMAIL_EXISTS` before `USERNAME_EXISTS` when both are taken.
  public func signUp(
    _ scope: Scope, _ account: NewAccount, from client: UserAgent, for lifetime: SessionLifetime
  ) async throws -> SignedIn {
    let (user, opened) = try await make(scope, account) { user, transaction in
      try await opener.open(scope, for: user, from: client, lasting: lifetime, in: transaction)
    }
    return opener.finish(scope, opened, of: user)
  }

  /// Makes the account without signing it in.
  public func register(_ scope: Scope, _ account: NewAccount) async throws -> User {
    try await make(scope, account) { _, _ in }.0
  }

  private func make<Result: Sendable>(
    _ scope: Scope, _ account: NewAccount, then finish: @Sendable (User, Transaction) async throws -> Result
  ) async throws -> (User, Result) {
    let mode = mode
    try await requireOpen(to: account, mode, at: scope.now)
    try await refuseUnconfirmable(account.email)
    let draft = try await maker.draft(scope, account)
    let token = LinkToken(scope.random)
    let (user, result) = try await work.transaction { transaction in
      let isInvited = try await spend(account.invite, at: scope.now, in: transaction)
      if mode == .invite, !isInvited { throw Self.spent }
      var user = try await maker.insert(draft, in: transaction)
      if isInvited {
        try await users.setInvited(user.id, in: transaction)
        try await audit.record(scope, "invite.use", of: "user:\(user.id)", in: transaction)
      }
      if admins.trust == .atSignUp, admins.contains(user.email), try await !addresses.wasGivenUp(user.email, in: transaction) {
        try await users.setRole(.admin, of: user.id, at: scope.now, in: transaction)
        try await audit.record(scope, "member.role", of: "user:\(user.id)", details: AdminGrant.details, in: transaction)
        user = try await users.user(user.id, in: transaction) ?? user
      }
      if emails != nil {
        let end = scope.now + AddressService.confirmable
        try await addresses.put(token.digest, confirming: user.email, of: user.id, at: scope.now, until: end, in: transaction)
      }
      return (user, try await finish(user, transaction))
    }
    if let emails { emails.queue.notify(emails.welcome(user, token: token.text)) }
    return (user, result)
  }

  /// Checked before anything is looked up or hashed, so that neither the answer nor its time tells a stranger which accounts exist.
  private func requireOpen(to account: NewAccount, _ mode: SignUpMode, at now: Timestamp) async throws {
    switch mode {
    case .open: return
    case .closed: throw AppError.forbidden("Sign-up is closed here")
    case .invite:
      guard let code = account.invite else { throw AppError.forbidden("Sign-up is by invitation here") }
      guard try await invites.isOpen(InviteService.digest(of: code), at: now) else { throw Self.spent }
    }
  }

  /// An invitation is spent also while everybody may sign up, because invited members are not treated as newcomers. A spent or unknown one is
  /// then ignored.
  private func spend(_ code: String?, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    guard let code else { return false }
    return try await invites.spend(InviteService.digest(of: code), at: now, in: transaction)
  }

  /// Refuses an administrator's address that has to be confirmed, when this server sends no mail to confirm it with.
  private func refuseUnconfirmable(_ email: String) async throws {
    guard admins.trust == .onceConfirmed, emails == nil, admins.contains(email) else { return }
    if try await !addresses.wasEverHeld(email) { throw admins.refusal() }
  }

  private static let spent = AppError.forbidden("This invitation has been used up or has expired")
}
