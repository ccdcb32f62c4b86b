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
  private let mode: Config.SignUp

  init(work: UnitOfWork, users: UserRepository, opener: SessionOpener, passwords: AuthService, mode: Config.SignUp) {
    self.work = work
    self.users = users
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
    guard mode == .open else { throw AppError.forbidden("Sign-up is not open here") }
    try passwords.refuseCommon(account.password)
    var random = ScopedRandom(source: scope.random)
    let draft = UserRepository.Draft(
      uuid: UUID4(using: &random).description, email: account.email, name: account.name,
      passwordHash: try await passwords.hash(account.password), githubID: account.githubID, createdAt: scope.now)
    let usernames = account.username.map { [$0] } ?? Username.candidates(for: account.email, random: scope.random)
    return try await self.work.transaction { tx in
      let user = try await insert(draft, firstFreeOf: usernames, in: tx)
      try await work(user, tx)
      return user
    }
  }

  private func insert(_ draft: UserRepository.Draft, firstFreeOf usernames: [String], in tx: Transaction) async throws -> User {
    for username in usernames {
      switch try await users.insert(draft, username: username, in: tx) {
      case .inserted(let user): return user
      case .emailTaken:
        throw AppError(.emailExists, "This e-mail address has an account already", details: ["email": "has an account already"])
      case .usernameTaken: continue
      }
    }
    throw AppError(.usernameExists, "This username is taken", details: ["username": "is taken"])
  }
}
