import Core
import Crypto

/// Accounts as the composition root builds them: one of each service, wired.
public struct AccountsFeature: Sendable {
  public struct Settings: Sendable {
    public let signUp: Config.SignUp
    public let admins: AdminAddresses
    /// Passwords that are refused, any case.
    public let commonPasswords: Set<String>
    /// The longest a node believes a session it has heard nothing of, should the bus be down.
    public let reread: Duration
    public let pace: SignInService.Pace
    /// How often a member changes the username.
    public let renames: Limit

    public init(
      signUp: Config.SignUp = .open, admins: AdminAddresses = AdminAddresses(), commonPasswords: Set<String> = [],
      reread: Duration = .seconds(15),
      pace: SignInService.Pace, renames: Limit = Limits().rename
    ) {
      self.signUp = signUp
      self.admins = admins
      self.commonPasswords = Set(commonPasswords.map { $0.lowercased() })
      self.reread = reread
      self.pace = pace
      self.renames = renames
    }
  }

  public let signUp: SignUpService
  public let signIn: SignInService
  public let sessions: SessionService
  public let profile: ProfileService
  public let moderation: ModerationService
  public let identity: IdentityService
  public let addresses: AddressService
  public let setup: SetupService
  public let departures: DepartureService
  public let recovery: RecoveryService
  public let invites: InviteService
  public let directory: DirectoryService
  public let authority: SessionAuthority
  let activity: SessionActivity
  /// The hasher it made itself, and ends.
  let ownHasher: PasswordHasher?
  /// Nil where the server sends no mail.
  let recoveryMail: RecoveryMailService?
  /// What links that are handed out begin with.
  let publicURL: String

  /// Without `mail` nobody gets mail, and addresses count unconfirmed.
  public init(
    work: UnitOfWork, repositories: AccountsRepositories, signer: TokenSigner, hasher: any PasswordHashing, settings: Settings,
    publicURL: String = "", mail: (any MailQueue)? = nil, ownHasher: PasswordHasher? = nil
  ) {
    self.ownHasher = ownHasher
    let (users, sessionRows, permissions) = (repositories.users, repositories.sessions, repositories.permissions)
    let cache = SessionCache()
    let tokens = SessionTokens(signer: signer)
    let opener = SessionOpener(sessions: sessionRows, tokens: tokens, cache: cache)
    let passwords = PasswordChecker(hasher: hasher, common: settings.commonPasswords)
    let current = CurrentPassword(work: work, users: users, attempts: repositories.attempts, passwords: passwords, pace: settings.pace)
    activity = SessionActivity(work: work, sessions: sessionRows)
    let (audit, addressRows, recoveryRows) = (repositories.audit, repositories.addresses, repositories.recovery)
    let links = MemberLinks(recovery: recoveryRows, addresses: addressRows)
    let emails = mail.map { AccountEmails(queue: $0, publicURL: publicURL) }
    self.publicURL = publicURL
    let maker = AccountMaker(users: users, names: repositories.names, addresses: addressRows, passwords: passwords)
    signUp = SignUpService(
      work: work, users: users, maker: maker, opener: opener, addresses: addressRows, invites: repositories.invites, audit: audit,
      admins: settings.admins, emails: emails, mode: settings.signUp)
    setup = SetupService(
      work: work, users: users, setup: repositories.setup, maker: maker, opener: opener, audit: audit, admins: settings.admins)
    signIn = SignInService(
      work: work, users: users, attempts: repositories.attempts, opener: opener, passwords: passwords, pace: settings.pace)
    sessions = SessionService(work: work, sessions: sessionRows, cache: cache, links: links)
    profile = ProfileService(
      work: work, users: users, sessions: sessions, passwords: passwords, current: current, cache: cache, audit: audit, emails: emails)
    moderation = ModerationService(
      work: work, users: users, permissions: permissions, sessions: sessionRows, cache: cache, audit: audit, links: links)
    identity = IdentityService(
      work: work, users: users, names: repositories.names, renames: RenameRepository(), limit: settings.renames, cache: cache,
      audit: audit)
    addresses = AddressService(
      work: work, users: users, addresses: addressRows, links: links, current: current, sessions: sessionRows, cache: cache,
      audit: audit, admins: settings.admins, emails: emails)
    departures = DepartureService(
      work: work, users: users, departures: repositories.departures, names: repositories.names, addresses: addressRows, links: links,
      current: current, cache: cache, audit: audit)
    recovery = RecoveryService(
      work: work, users: users, recovery: recoveryRows, links: links, sessions: sessionRows, passwords: passwords, cache: cache,
      audit: audit, moderation: moderation, emails: emails)
    recoveryMail = emails.map { emails in
      RecoveryMailService(work: work, users: users, recovery: recoveryRows, audit: audit, emails: emails)
    }
    invites = InviteService(work: work, invites: repositories.invites, audit: audit)
    directory = DirectoryService(directory: repositories.directory, audit: audit)
    authority = SessionAuthority(
      tokens: tokens, sessions: sessionRows, cache: cache, activity: activity, reread: settings.reread)
  }

  /// Writes down when sessions were last seen. The composition root calls it every few seconds and once before it stops; a failure
  /// is the caller's to log, and what was to be written is kept for the next call.
  public func writeLastSeen() async throws { try await activity.flush() }
}
