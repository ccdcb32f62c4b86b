import Core
import Crypto

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
  private let opener: SessionOpener
  private let passwords: AuthService
  private let names: FormerNameRepository
  private let invites: InviteRepository
  private let audit: AuditRepository
  /// Whether anybody may come, those with an invitation, or nobody.
  public let mode: Config.SignUp

  init(
    work: UnitOfWork, users: UserRepository, names: FormerNameRepository, invites: InviteRepository, audit: AuditRepository,
    opener: SessionOpener, passwords: AuthService, mode: Config.SignUp
  ) {
    self.work = work
    self.users = users
    self.names = names
    self.invites = invites
    self.audit = audit
    self.opener = opener
    self.passwords = passwords
    self.mode = mode
  }

  /// Makes the account and signs it in. `EMAIL_EXISTS` before `USERNAME_EXISTS` when both are taken.
  public func signUp(_ scope: Scope, _ account: NewAccount, from client: ClientName, for lifetime: SessionLifetime) async throws -> SignedIn
  {
    let plan = opener.plan(scope, from: client, for: lifetime)
    let user = try await make(scope, account) { user, tx in try await opener.open(plan, for: user, in: tx) }
    return opener.signedIn(user, plan)
  }

  /// Makes the account and leaves signing in to its owner.
  public func register(_ scope: Scope, _ account: NewAccount) async throws -> User {
    try await make(scope, account) { _, _ in }
  }

  private func make(
    _ scope: Scope, _ account: NewAccount, then work: @Sendable (User, Transaction) async throws -> Void
  ) async throws -> User {
    switch mode {
    case .open: break
    case .invite: guard account.invite != nil else { throw AppError.forbidden("Sign-up is by invitation here") }
    case .closed: throw AppError.forbidden("Sign-up is closed here")
    }
    try passwords.refuseCommon(account.password)
    var random = ScopedRandom(source: scope.random)
    let draft = UserRepository.Draft(
      uuid: UUID4(using: &random).description, email: account.email, name: account.name,
      passwordHash: try await passwords.hash(account.password), githubID: account.githubID, createdAt: scope.now)
    let usernames = account.username.map { [$0] } ?? Username.candidates(for: account.email, random: scope.random)
    return try await self.work.transaction { tx in
      let user = try await insert(draft, firstFreeOf: usernames, in: tx)
      if mode == .invite { try await spend(account.invite, scope, for: user, in: tx) }
      try await work(user, tx)
      return user
    }
  }

  private func spend(_ code: String?, _ scope: Scope, for user: User, in tx: Transaction) async throws {
    guard let code, try await invites.spend(InviteService.digest(of: code), at: scope.now, in: tx) else {
      throw AppError.forbidden("This invitation has been used up, or is too old")
    }
    try await audit.record(scope, "invite.use", of: "user:\(user.id)", in: tx)
  }

  private func insert(_ draft: UserRepository.Draft, firstFreeOf usernames: [String], in tx: Transaction) async throws -> User {
    try await names.forget(before: draft.createdAt, in: tx)
    for username in usernames {
      if try await names.holder(of: username, in: tx) != nil { continue }
      switch try await users.insert(draft, username: username, in: tx) {
      case .inserted(let user): return user
      case .emailTaken:
        throw AppError.emailTaken
      case .usernameTaken: continue
      }
    }
    throw AppError.usernameTaken
  }
}
