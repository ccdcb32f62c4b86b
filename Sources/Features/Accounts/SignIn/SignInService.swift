import Core

/// Lets people in. Guests may try; nothing in the answer, nor the time it takes, says whether there is such an account.
public struct SignInService: Sendable {
  /// How time passes for somebody who fails.
  public struct Pace: Sendable {
    /// No refusal is given sooner, so that an imported bcrypt hash (~190 ms) and the lack of any cost the same.
    public let shortestRefusal: Duration
    public let pause: @Sendable (Duration) async throws -> Void

    public init(shortestRefusal: Duration = .milliseconds(250), pause: @escaping @Sendable (Duration) async throws -> Void) {
      self.shortestRefusal = shortestRefusal
      self.pause = pause
    }
  }

  private let work: UnitOfWork
  private let users: UserRepository
  private let attempts: AttemptRepository
  private let opener: SessionOpener
  private let passwords: PasswordChecker
  private let pace: Pace

  init(
    work: UnitOfWork, users: UserRepository, attempts: AttemptRepository, opener: SessionOpener, passwords: PasswordChecker,
    pace: Pace
  ) {
    self.work = work
    self.users = users
    self.attempts = attempts
    self.opener = opener
    self.passwords = passwords
    self.pace = pace
  }

  /// Opens a session. `INVALID_CREDENTIALS` for unknown names and wrong passwords alike, `FORBIDDEN` to the banned who know theirs.
  ///
  /// After ten failures under one name each further try waits longer before the password is looked at. Whoever knows it still gets in.
  public func signIn(_ scope: Scope, _ attempt: SignInAttempt, from client: UserAgent, for lifetime: SessionLifetime) async throws
    -> SignedIn
  {
    let login = LoginDigest(of: attempt.login)
    let count = try await work.transaction { tx in try await attempts.count(login, at: scope.now, in: tx) }
    let delay = SignInPace.delay(beforeAttempt: count)
    if delay > .zero { try await pace.pause(delay) }

    async let refusalIsDue: Void = pace.pause(pace.shortestRefusal)
    guard let (credentials, hash) = try await verified(attempt) else {
      try await refusalIsDue
      throw Self.invalidCredentials
    }
    guard !credentials.user.isBanned else { throw Self.banned }

    let plan = opener.plan(scope, from: client, for: lifetime)
    let (user, ended) = try await work.transaction { tx in
      // The password was compared outside: between then and now it may have been changed, or the account banned or deleted.
      guard let current = try await users.credentials(of: credentials.user.id, in: tx), current.passwordHash == credentials.passwordHash
      else { throw Self.invalidCredentials }
      guard !current.user.isBanned else { throw Self.banned }
      if let hash { try await users.setPasswordHash(hash, of: current.user.id, at: current.user.updatedAt, in: tx) }
      try await attempts.clear(login, in: tx)
      return (current.user, try await opener.open(plan, for: current.user, in: tx))
    }
    opener.announce(ended, scope)
    return opener.signedIn(user, plan)
  }

  /// The account behind the name if the password is its own, and the hash to store instead of an outdated one.
  private func verified(_ attempt: SignInAttempt) async throws -> (Credentials, rehashed: String?)? {
    let credentials = try await users.credentials(login: attempt.login)
    let verdict = try await passwords.verify(attempt.password, against: credentials?.passwordHash)
    return switch (credentials, verdict) {
    case (nil, _), (_, .wrong): nil
    case (let credentials?, .right): (credentials, nil)
    case (let credentials?, .rightInOldScheme(let hash)): (credentials, hash)
    }
  }

  static let invalidCredentials = AppError(.invalidCredentials, "The name or the password is wrong")
  static let banned = AppError.forbidden("This account is banned")
}
