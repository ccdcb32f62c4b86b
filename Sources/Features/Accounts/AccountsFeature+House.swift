import Composition
import Core
import Crypto
import Design
import Foundation
import SQL
import Telemetry
import Web

/// What accounts add to the server.
extension AccountsFeature: Feature {
  public static let name = "accounts"
  public static let settings = AccountSettings.all

  public static let destinations = [
    Destination("Admin", path: Site.adminPath, icon: .admin, permission: .moderate, position: 210)
  ]

  public static let memberTables: [MemberTable] = [
    .exported("sessions", in: "sessions"),
    .erased("imported_items", because: "they only say what things were called elsewhere; each part says that, too"),
    .erased("account_deletions", because: "it only says when the account is to be deleted"),
    .kept("former_usernames", because: "nobody else may take the name for 90 days; it leads nowhere, and is then deleted"),
    .erased("address_confirmations", because: "a link is a secret, and good for a day"),
    .erased("address_changes", because: "they hold addresses, and can be stopped for three days"),
    .erased("renames", because: "they are counted for a day"),
    .erased("member_words", because: "they are found in the member's names"),
    .erased("recovery_links", because: "a link is a secret, and good for a day"),
    .erased("user_permissions", because: "staff set it, not the member"),
    .kept("audit_log", because: "it says what staff did, without the member's name"),
    .kept("invites", because: "it says how others signed up"),
  ]

  public static func migrations() throws(SQLError) -> [Migration] { try AccountsMigrations.all() }

  public init(_ context: FeatureContext) throws {
    let config = context.config
    guard let signer = TokenSigner(key: config[ServerSettings.secretKey].bytes) else {
      throw ConfigError(ServerSettings.secretKey, "is too short")
    }
    let hasher = PasswordHasher(scheme: config[AccountSettings.passwordHash] == .bcrypt ? .bcrypt(cost: 12) : .standard)
    self.init(
      work: context.work, repositories: AccountsRepositories(context.database), signer: signer, hasher: hasher,
      settings: Settings(
        site: context.site, admins: Self.adminAddresses(context), commonPasswords: try Self.commonPasswords(config),
        // Together with the 5 s between two checks of a silent socket, this stays under 15 s.
        reread: .seconds(9),
        delays: SignInDelays { try await Task.sleep(for: $0) }, renames: config.limits[.rename],
        addressEmails: context.limits[.addressLetters]),
      limiter: context.limiter, publicURL: config[ServerSettings.publicURL].description, mail: context.mail, ownHasher: hasher,
      now: context.now,
      newMemberSteps: context.newMemberSteps, banSteps: context.banSteps,
      nameSteps: context.nameSteps, standing: context.standing, ownViews: context.ownViews)
  }

  /// In production, an address makes an administrator only once it is confirmed.
  private static func adminAddresses(_ context: FeatureContext) -> AdminAddresses {
    let trust: AdminAddresses.Trust = context.config[ServerSettings.environment] == .production ? .onceConfirmed : .atSignUp
    return AdminAddresses(Set(context.config[AccountSettings.adminEmails]), trust: trust) { [log = context.log] in
      log.warning("admin_address_refused", ["why": "ADMIN_EMAILS needs SMTP_URL in production, or use neospace admin setup-link"])
    }
  }

  private static func commonPasswords(_ config: Config) throws -> Set<String> {
    guard let path = config[AccountSettings.commonPasswords] else { return [] }
    guard let file = FileManager.default.contents(atPath: path) else {
      throw ConfigError(AccountSettings.commonPasswords, "must name a file this user can read")
    }
    // Public lists contain bytes that are not UTF-8. Such a password cannot be typed here.
    return Set(String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init))
  }

  public func routes(_ web: WebContext) -> [Route] { routes(site: web.site, sections: web.settingsSections) }

  public var personalData: [PersonalData] {
    [
      PersonalData("account", arrival: PersonalArrival(.whole) { scope, account, _ in try await personal.take(scope, account) }) {
        try await personal.account(of: $0)
      },
      PersonalData("sessions") { try await personal.sessions(of: $0) },
    ]
  }

  public var places: [any PlaceSource] { [OwnPlace(views: ownViews)] }

  public func jobs(_ config: Config) -> [Job] {
    [
      // Runs once; repeated only while the database cannot be written.
      Job("keep_earlier_administrators", every: .seconds(300), start: .atOnce) { scope in
        try await setup.keepEarlierAdministrators(scope)
      },
      // Names from before their words were kept.
      Job("complete_member_words", every: .seconds(3_600), start: .atOnce) { scope in
        while try await memberWords.complete(scope) > 0 {}
      },
      .inBites("forget_addresses", every: .seconds(3_600)) { try await moderation.forgetAddresses($0) },
      Job("write_last_seen", every: .seconds(5), runsBeforeStop: true) { _ in try await writeLastSeen() },
    ]
  }

  public func addMetrics(to metrics: Metrics) {
    guard let ownHasher else { return }
    metrics.gauge("neospace_password_hashes_waiting", help: "Passwords waiting to be hashed.") { Double(ownHasher.waiting) }
  }

  public func close() { ownHasher?.close() }
}
