import Core
import Crypto

/// The services of accounts, as the composition root builds them.
public struct AccountsFeature: Sendable {
  public struct Settings: Sendable {
    public let site: SiteState
    public let admins: AdminAddresses
    /// Passwords that are refused, in any case.
    public let commonPasswords: Set<String>
    /// How long a node trusts a session that it has read, if the bus is down.
    public let reread: Duration
    public let delays: SignInDelays
    /// Changes of a member's username.
    public let renames: Limit
    /// Emails that changes of address cause, per member and per address.
    public let addressEmails: Limit

    /// - Parameter signUp: who may sign up, where no `site` says so.
    public init(
      signUp: SignUpMode = .open, site: SiteState? = nil, admins: AdminAddresses = AdminAddresses(), commonPasswords: Set<String> = [],
      reread: Duration = .seconds(15),
      delays: SignInDelays, renames: Limit = .rename, addressEmails: Limit = .addressLetters
    ) {
      self.site = site ?? SiteState(signUp: signUp)
      self.admins = admins
      self.commonPasswords = Set(commonPasswords.map { $0.lowercased() })
      self.reread = reread
      self.delays = delays
      self.renames = renames
      self.addressEmails = addressEmails
    }
  }

  public let signUp: SignUpService
  public let signIn: SignInService
  public let sessions: SessionService
  public let settings: AccountSettingsService
  public let usernames: UsernameService
  public let addresses: AddressService
  public let departures: DepartureService
  public let moderation: ModerationService
  public let invites: InviteService
  public let directory: DirectoryService
  public let recovery: RecoveryService
  public let setup: SetupService
  public let memberWords: MemberWordService
  /// For work that goes on after its request.
  public let members: MemberService
  let personal: PersonalAccountService
  let ownViews: OwnViews
  public let authority: SessionAuthority
  let activity: SessionActivity
  /// The hasher that this feature made itself, and closes.
  let ownHasher: PasswordHasher?
  /// Nil where the server sends no mail.
  let recoveryMail: RecoveryMailService?
  /// What links that are handed out begin with.
  let publicURL: String

  /// Without `mail`, no email is sent, and addresses need no confirmation.
  public init(
    work: UnitOfWork, repositories: AccountsRepositories, signer: TokenSigner, hasher: any PasswordHashing, settings: Settings,
    limiter: any RateLimiter = LocalRateLimiter(), publicURL: String = "", mail: (any MailQueue)? = nil,
    ownHasher: PasswordHasher? = nil, now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 0) },
    newMemberSteps: [any NewMemberStep] = [],
    banSteps: [any BanStep] = [], nameSteps: [any NameStep] = [], standing: (any MemberStanding)? = nil,
    ownViews: OwnViews = OwnViews()
  ) {
    self.ownHasher = ownHasher
    self.ownViews = ownViews
    self.publicURL = publicURL
    let rows = repositories
    let (users, audit) = (rows.users, rows.audit)
    let cache = SessionCache()
    let tokens = SessionTokens(signer: signer)
    let opener = SessionOpener(sessions: rows.sessions, tokens: tokens, cache: cache)
    let passwords = PasswordChecker(hasher: hasher, common: settings.commonPasswords)
    let throttle = SignInThrottle(work: work, attempts: rows.attempts, delays: settings.delays)
    let current = CurrentPassword(work: work, users: users, throttle: throttle, passwords: passwords)
    let links = AccountLinks(recovery: rows.recovery, addresses: rows.addresses)
    let emails = mail.map { AccountEmails(queue: $0, publicURL: publicURL) }
    let maker = AccountMaker(users: users, names: rows.names, addresses: rows.addresses, passwords: passwords, steps: newMemberSteps)

    signUp = SignUpService(
      work: work, users: users, maker: maker, opener: opener, addresses: rows.addresses, invites: rows.invites, audit: audit,
      admins: settings.admins, emails: emails, site: settings.site)
    setup = SetupService(
      work: work, users: users, setup: rows.setup, maker: maker, opener: opener, audit: audit, admins: settings.admins, rows: rows.site,
      site: settings.site)
    signIn = SignInService(work: work, users: users, throttle: throttle, opener: opener, passwords: passwords, standing: standing)

    activity = SessionActivity(work: work, sessions: rows.sessions)
    sessions = SessionService(work: work, sessions: rows.sessions, cache: cache, links: links)
    authority = SessionAuthority(
      tokens: tokens, sessions: rows.sessions, cache: cache, activity: activity, reread: settings.reread, site: settings.site)

    self.settings = AccountSettingsService(
      work: work, users: users, sessions: sessions, passwords: passwords, current: current, cache: cache, audit: audit, emails: emails,
      steps: nameSteps)
    usernames = UsernameService(
      work: work, users: users, names: rows.names, renames: RenameRepository(), limit: settings.renames, cache: cache, audit: audit)
    addresses = AddressService(
      work: work, users: users, addresses: rows.addresses, links: links, current: current, sessions: rows.sessions, cache: cache,
      audit: audit, admins: settings.admins, limiter: limiter, limit: settings.addressEmails, emails: emails)
    departures = DepartureService(
      work: work, users: users, departures: rows.departures, names: rows.names, addresses: rows.addresses, links: links,
      current: current, cache: cache, audit: audit)

    moderation = ModerationService(
      work: work, users: users, permissions: rows.permissions, sessions: rows.sessions, cache: cache, audit: audit, links: links,
      steps: banSteps)
    memberWords = MemberWordService(work: work)
    members = MemberService(users: users, permissions: rows.permissions, site: settings.site)
    personal = PersonalAccountService(users: users, sessions: rows.sessions, settings: self.settings, now: now)
    invites = InviteService(work: work, invites: rows.invites, audit: audit)
    directory = DirectoryService(directory: rows.directory, audit: audit, standing: standing)
    recovery = RecoveryService(
      work: work, users: users, recovery: rows.recovery, links: links, sessions: rows.sessions, passwords: passwords, cache: cache,
      audit: audit, moderation: moderation, emails: emails)
    recoveryMail = emails.map { emails in
      RecoveryMailService(work: work, users: users, recovery: rows.recovery, audit: audit, emails: emails)
    }
  }

  /// Writes when sessions were last seen. Called every few seconds and once before the server stops. After a failure, the next call
  /// writes what this one could not.
  public func writeLastSeen() async throws { try await activity.flush() }
}
