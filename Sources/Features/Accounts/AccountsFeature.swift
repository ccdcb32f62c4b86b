import Core
import Crypto

/// Accounts as the composition root builds them: one of each service, wired.
public struct AccountsFeature: Sendable {
  public struct Settings: Sendable {
    public let signUp: Config.SignUp
    /// Lower-case addresses whose accounts are administrators.
    public let admins: Set<String>
    /// Passwords that are refused, any case.
    public let commonPasswords: Set<String>
    /// The longest a node believes a session it has heard nothing of, should the bus be down.
    public let reread: Duration
    public let pace: SignInService.Pace

    public init(
      signUp: Config.SignUp = .open, admins: Set<String> = [], commonPasswords: Set<String> = [], reread: Duration = .seconds(15),
      pace: SignInService.Pace
    ) {
      self.signUp = signUp
      self.admins = admins
      self.commonPasswords = Set(commonPasswords.map { $0.lowercased() })
      self.reread = reread
      self.pace = pace
    }
  }

  public let signUp: SignUpService
  public let signIn: SignInService
  public let sessions: SessionService
  public let profile: ProfileService
  public let standing: StandingService
  public let identity: IdentityService
  public let departures: DepartureService
  public let recovery: RecoveryService
  public let invites: InviteService
  public let directory: DirectoryService
  public let authority: SessionAuthority
  let activity: SessionActivity
  /// The hasher it made itself, and ends.
  let ownHasher: PasswordHasher?
  let recoveryMail: @Sendable (any Post, _ publicURL: String) -> RecoveryMailService

  public init(
    work: UnitOfWork, repositories: AccountsRepositories, signer: TokenSigner, hasher: any PasswordHashing, settings: Settings,
    ownHasher: PasswordHasher? = nil
  ) {
    self.ownHasher = ownHasher
    let (users, sessionRows, permissions) = (repositories.users, repositories.sessions, repositories.permissions)
    let cache = SessionCache()
    let tokens = SessionTokens(signer: signer)
    let opener = SessionOpener(sessions: sessionRows, tokens: tokens)
    let passwords = AuthService(hasher: hasher, common: settings.commonPasswords)
    activity = SessionActivity(work: work, sessions: sessionRows)
    let audit = repositories.audit
    signUp = SignUpService(
      work: work, users: users, names: repositories.names, invites: repositories.invites, audit: audit, opener: opener,
      passwords: passwords, mode: settings.signUp)
    signIn = SignInService(
      work: work, users: users, attempts: repositories.attempts, opener: opener, passwords: passwords, pace: settings.pace)
    sessions = SessionService(work: work, sessions: sessionRows, cache: cache)
    profile = ProfileService(work: work, users: users, sessions: sessions, passwords: passwords, cache: cache)
    standing = StandingService(
      work: work, users: users, permissions: permissions, sessions: sessionRows, cache: cache, audit: audit, admins: settings.admins)
    identity = IdentityService(work: work, users: users, names: repositories.names, passwords: passwords, cache: cache)
    departures = DepartureService(
      work: work, users: users, departures: repositories.departures, passwords: passwords, cache: cache, audit: audit)
    recovery = RecoveryService(
      work: work, users: users, links: repositories.links, sessions: sessionRows, passwords: passwords, cache: cache, audit: audit,
      standing: standing)
    recoveryMail = { post, publicURL in
      RecoveryMailService(work: work, users: users, links: repositories.links, audit: audit, post: post, publicURL: publicURL)
    }
    invites = InviteService(work: work, invites: repositories.invites, audit: audit)
    directory = DirectoryService(directory: repositories.directory, audit: audit, admins: settings.admins)
    authority = SessionAuthority(
      tokens: tokens, sessions: sessionRows, cache: cache, activity: activity, admins: settings.admins, reread: settings.reread)
  }

  /// Writes down when sessions were last seen. The composition root calls it every few seconds and once before it stops; a failure
  /// is the caller's to log, and what was to be written is kept for the next call.
  public func writeLastSeen() async throws { try await activity.flush() }
}
