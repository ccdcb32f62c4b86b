import Accounts
import Chat
import Core
import Crypto
import Downloads
import Foundation
import SQL
import Tasks
import Telemetry

/// Every feature, wired to one database: what the server and the operator's commands have in common.
final class House: Sendable {
  let config: Config
  let database: Database
  let work: UnitOfWork
  let accounts: AccountsFeature
  let chat: ChatFeature
  let tasks: TasksFeature
  let downloads: DownloadsFeature
  let hasher: PasswordHasher
  let random = RandomSource(SecureRandom.bytes)

  init(_ config: Config, database: Database, logger: Logger) async throws {
    self.config = config
    self.database = database
    _ = try await EpochRepository(database).current(random: random)
    work = UnitOfWork(database) { error in logger.error("database_error", ["error": "\(error)"]) }
    guard let signer = TokenSigner(key: config.secretKey.bytes) else { throw MaintenanceError("SECRET_KEY is too short") }
    hasher = PasswordHasher(scheme: config.passwordHash == .bcrypt ? .bcrypt(cost: 12) : .standard)
    let accountRows = AccountsRepositories(database)
    accounts = AccountsFeature(
      work: work, repositories: accountRows, signer: signer, hasher: hasher,
      settings: AccountsFeature.Settings(
        signUp: config.signUp, admins: config.adminEmails, commonPasswords: try Self.commonPasswords(config),
        // With the five seconds between two looks at a silent socket, under fifteen.
        reread: .seconds(9),
        pace: SignInService.Pace { try await Task.sleep(for: $0) }))
    chat = ChatFeature(work: work, repositories: ChatRepositories(database))
    tasks = TasksFeature(work: work, repositories: TasksRepositories(database))
    downloads = DownloadsFeature(
      work: work, repositories: DownloadsRepositories(database), audit: accountRows.audit, tokenLifetime: config.downloadTokenLifetime)
  }

  /// What features keep of a member, for the member to take away.
  var personalData: [PersonalData] {
    [
      PersonalData("messages") { [chat] in try await chat.personal.export(of: $0) },
      PersonalData("tasks") { [tasks] in try await tasks.personal.export(of: $0) },
      PersonalData("downloads") { [downloads] in try await downloads.personal.export(of: $0) },
    ]
  }

  /// Closes the accounts whose time to change their minds is over, and erases what features keep of those closed before. Whatever
  /// interrupts this is made good the next time.
  func completeDepartures(_ scope: Scope) async throws {
    for user in try await accounts.departures.due(scope, limit: 100) { try await accounts.departures.close(scope, user) }
    for user in try await accounts.departures.closed(scope, limit: 100) {
      try await chat.personal.erase(scope, everythingOf: user)
      try await tasks.personal.erase(scope, everythingOf: user)
      try await downloads.personal.erase(scope, everythingOf: user)
      try await accounts.departures.finish(scope, user)
    }
  }

  /// A call of the server itself, now.
  func systemScope() -> Scope {
    Scope(caller: .system, requestID: "system", now: .systemNow(), random: random, outbox: Outbox())
  }

  func close() { hasher.close() }

  private static func commonPasswords(_ config: Config) throws -> Set<String> {
    guard let path = config.commonPasswords else { return [] }
    return Set(try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map(String.init))
  }
}
