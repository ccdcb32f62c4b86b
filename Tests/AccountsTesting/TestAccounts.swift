import Accounts
import Core
import CoreTesting
import Crypto
import Foundation
import SQL
import SQLTesting

/// Accounts on a database of their own, for any test that needs members: the real services, a clock the test moves, and
/// hashes so cheap that a member costs a millisecond.
///
///     let house = try await TestAccounts.open(with: try ChatMigrations.all())
///     let ada = try await house.member("ada")
///     try await service.post(house.scope(of: ada), …)
public final class TestAccounts: Sendable {
  public let database: Database
  public let work: UnitOfWork
  public let accounts: AccountsFeature
  public let clock: TestClock
  public let random: RandomSource
  public let signer: TokenSigner
  private let folder: URL

  public static let key = Array("a key for tests, of 32 bytes or more".utf8)
  public static let publicURL = "https://space.example.org"
  public static let password = "correct horse"

  /// - Parameters:
  ///   - migrations: the schemas of other features, applied after that of accounts.
  ///   - hasher: nil for one with cheap parameters.
  ///   - settings: nil for an open house where nobody who fails has to wait.
  ///   - mail: takes the letters; nil for a server that sends no mail.
  ///   - newMemberSteps: what other features do for each new account.
  ///   - banSteps: what they do when somebody is banned or a ban is lifted.
  ///   - nameSteps: what they do when somebody takes another display name.
  public static func open(
    with migrations: [Migration] = [], hasher: (any PasswordHashing)? = nil, settings: AccountsFeature.Settings? = nil,
    clock: TestClock = TestClock(), mail: (any MailQueue)? = nil,
    newMemberSteps: [any NewMemberStep] = [], banSteps: [any BanStep] = [], nameSteps: [any NameStep] = []
  ) async throws -> TestAccounts {
    let folder = FileManager.default.temporaryDirectory.appending(path: "accounts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let database = try await TestDatabase.create(in: folder.path).open()
    try await Migrator(database, try AccountsMigrations.all() + migrations).up()
    return TestAccounts(
      database, folder, hasher ?? cheapHasher(), settings ?? AccountsFeature.Settings(delays: .init { _ in }), clock, mail, newMemberSteps,
      banSteps, nameSteps)
  }

  private init(
    _ database: Database, _ folder: URL, _ hasher: any PasswordHashing, _ settings: AccountsFeature.Settings, _ clock: TestClock,
    _ mail: (any MailQueue)?, _ steps: [any NewMemberStep], _ banSteps: [any BanStep],
    _ nameSteps: [any NameStep]
  ) {
    self.database = database
    self.folder = folder
    self.clock = clock
    random = .seeded(0)
    work = UnitOfWork(database)
    signer = TokenSigner(key: Self.key)!
    accounts = AccountsFeature(
      work: work, repositories: AccountsRepositories(database), signer: signer, hasher: hasher, settings: settings,
      publicURL: Self.publicURL, mail: mail, newMemberSteps: steps, banSteps: banSteps, nameSteps: nameSteps)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A hasher no server would use: the least Argon2id there is.
  public static func cheapHasher(queue: Int = 1_000) -> PasswordHasher {
    PasswordHasher(scheme: .argon2id(memoryKiB: 8, passes: 1), threads: 2, queue: queue)
  }

  /// The accounts as another node sees them: the same database, a cache of its own.
  public func anotherNode(_ settings: AccountsFeature.Settings? = nil, mail: (any MailQueue)? = nil) -> AccountsFeature {
    AccountsFeature(
      work: work, repositories: AccountsRepositories(database), signer: signer, hasher: Self.cheapHasher(),
      settings: settings ?? AccountsFeature.Settings(delays: .init { _ in }), publicURL: Self.publicURL, mail: mail)
  }

  // MARK: Members

  /// Signs somebody up, with the password `TestAccounts.password`.
  public func member(_ username: String, email: String? = nil, role: Role = .member) async throws -> TestMember {
    var fields = Fields(form: [
      ("name", username.capitalized), ("username", username), ("email", email ?? "\(username.lowercased())@example.org"),
      ("password", Self.password),
    ])
    let account = NewAccount(reading: &fields, as: .page)
    try fields.finish()
    let signedIn = try await accounts.signUp.signUp(guest(), account, from: UserAgent("a test"), for: .standard)
    let id = signedIn.user.id
    if role != .member { try await database.run("UPDATE users SET role = \(role) WHERE id = \(id)") }
    return TestMember(id: id, username: username, email: signedIn.user.email, session: signedIn.session.id, token: signedIn.token)
  }

  // MARK: Scopes

  public func guest(outbox: Outbox = Outbox()) -> Scope { scope(.guest, nil, outbox) }

  public func system(outbox: Outbox = Outbox()) -> Scope { scope(.system, nil, outbox) }

  /// The member as the next request would know them: permissions as of now. Throws when the session counts no more.
  public func scope(of member: TestMember, outbox: Outbox = Outbox()) async throws -> Scope {
    let authenticated = try await accounts.authority.authenticate(token: member.token, now: clock.now)
    return scope(.member(authenticated.member), authenticated.session, outbox)
  }

  private func scope(_ caller: Scope.Caller, _ session: SessionID?, _ outbox: Outbox) -> Scope {
    Scope(
      caller: caller, session: session, address: "192.0.2.1", requestID: "test", now: clock.now, random: random, outbox: outbox)
  }
}

/// Somebody who has signed up in a test.
public struct TestMember: Hashable, Sendable {
  public let id: UserID
  public let username: String
  public let email: String
  public let session: SessionID
  public let token: String

  public init(id: UserID, username: String, email: String, session: SessionID, token: String) {
    self.id = id
    self.username = username
    self.email = email
    self.session = session
    self.token = token
  }
}
