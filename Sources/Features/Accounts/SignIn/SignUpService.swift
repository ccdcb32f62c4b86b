import Core

/// What somebody has who has just signed up or in.
public struct SignedIn: Sendable {
  public let user: User
  public let session: Session
  /// The session's JSON Web Token: the cookie's value, or the Bearer's.
  public let token: String
}

/// Makes accounts. Guests may, while sign-up is open.
public struct SignUpService: Sendable {
  private let work: UnitOfWork
  private let users: UserRepository
  private let maker: AccountMaker
  private let opener: SessionOpener
  private let addresses: AddressRepository
  private let invites: InviteRepository
  private let audit: AuditRepository
  private let admins: AdminAddresses
  private let emails: AccountEmails?
  /// Whether anybody may come, those with an invitation, or nobody.
  public let mode: Config.SignUp

  init(
    work: UnitOfWork, users: UserRepository, maker: AccountMaker, opener: SessionOpener, addresses: AddressRepository,
    invites: InviteRepository, audit: AuditRepository, admins: AdminAddresses, emails: AccountEmails?, mode: Config.SignUp
  ) {
    self.work = work
    self.users = users
    self.maker = maker
    self.opener = opener
    self.addresses = addresses
    self.invites = invites
    self.audit = audit
    self.admins = admins
    self.emails = emails
    self.mode = mode
  }

  /// Makes the account and signs it in. `EMAIL_EXISTS` before `USERNAME_EXISTS` when both are taken.
  public func signUp(_ scope: Scope, _ account: NewAccount, from client: UserAgent, for lifetime: SessionLifetime) async throws -> SignedIn
  {
    let plan = opener.plan(scope, from: client, for: lifetime)
    let user = try await make(scope, account) { user, tx in _ = try await opener.open(plan, for: user, in: tx) }
    return opener.signedIn(user, plan)
  }

  /// Makes the account and leaves signing in to its owner.
  public func register(_ scope: Scope, _ account: NewAccount) async throws -> User {
    try await make(scope, account) { _, _ in }
  }

  private func make(
    _ scope: Scope, _ account: NewAccount, then work: @Sendable (User, Transaction) async throws -> Void
  ) async throws -> User {
    try await admit(account, at: scope.now)
    try await refuseUnconfirmable(account.email)
    let draft = try await maker.draft(scope, account)
    let token = LinkToken(scope.random)
    let user = try await self.work.transaction { tx in
      if mode == .invite { try await spend(account.invite, at: scope.now, in: tx) }
      var user = try await maker.insert(draft, in: tx)
      if mode == .invite { try await audit.record(scope, "invite.use", of: "user:\(user.id)", in: tx) }
      if admins.trust == .atSignUp, admins.contains(user.email), try await !addresses.wasGivenUp(user.email, in: tx) {
        try await users.setRole(.admin, of: user.id, at: scope.now, in: tx)
        try await audit.record(scope, "member.role", of: "user:\(user.id)", details: AdminGrant.details, in: tx)
        user = try await users.user(user.id, in: tx) ?? user
      }
      if emails != nil {
        let end = scope.now + AddressService.confirmable
        try await addresses.put(token.digest, confirming: user.email, of: user.id, at: scope.now, until: end, in: tx)
      }
      try await work(user, tx)
      return user
    }
    if let emails { emails.queue.notify(emails.welcome(user, token: token.text)) }
    return user
  }

  /// Who may sign up at all. Asked before anything is looked up or hashed, so that neither the answer nor its time tells a stranger
  /// which accounts exist.
  private func admit(_ account: NewAccount, at now: Timestamp) async throws {
    switch mode {
    case .open: return
    case .closed: throw AppError.forbidden("Sign-up is closed here")
    case .invite:
      guard let code = account.invite else { throw AppError.forbidden("Sign-up is by invitation here") }
      guard try await invites.isOpen(InviteService.digest(of: code), at: now) else { throw Self.spent }
    }
  }

  private func spend(_ code: String?, at now: Timestamp, in tx: Transaction) async throws {
    guard let code, try await invites.spend(InviteService.digest(of: code), at: now, in: tx) else { throw Self.spent }
  }

  /// An administrator's address that has to be confirmed first, on a server that sends no mail to confirm it with.
  private func refuseUnconfirmable(_ email: String) async throws {
    guard admins.trust == .onceConfirmed, emails == nil, admins.contains(email) else { return }
    if try await !addresses.wasEverHeld(email) { throw admins.refusal() }
  }

  private static let spent = AppError.forbidden("This invitation has been used up, or is too old")
}
