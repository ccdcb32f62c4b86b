import Accounts
import Chat
import Core
import Crypto
import Foundation
import Mail
import Notices
import Operations
import Portability
import SQL
import System
import Telemetry
import Transfer

/// What the operator does beside serving: migrations, administrators, backups, demo data. Each prints what it did.
public struct Maintenance: Sendable {
  private let config: Config

  public init(_ config: Config) { self.config = config }

  // MARK: Schema

  public func migrateUp() async throws {
    try await withDatabase { database in
      let upgrade = try await SchemaUpgrade(config: config, database: database).run()
      print(upgrade.applied.isEmpty ? "The schema is up to date." : upgrade.applied.map { "applied \($0)" }.joined(separator: "\n"))
      if let copy = upgrade.copy { print("What the database was before is kept in \(copy).") }
    }
  }

  public func migrateDown(_ count: Int) async throws {
    try await takeBack { migrator in try await migrator.down(count) }
  }

  /// Takes back every step that came after a release, so that its program starts on the database again.
  public func migrateDown(to release: String) async throws {
    guard let steps = try Release.steps(upTo: release) else {
      let known = (Release.earlier.map(\.version) + [version]).joined(separator: ", ")
      throw MaintenanceError("this program does not know the release \(release); it knows \(known)")
    }
    try await takeBack { migrator in try await migrator.down(to: steps) }
  }

  private func takeBack(_ steps: (Migrator) async throws -> [String]) async throws {
    try await withDatabase(for: .alone) { database in
      let undone = try await steps(try Migrator(database, Features.migrations()))
      print(undone.isEmpty ? "There was nothing to take back." : undone.map { "took back \($0)" }.joined(separator: "\n"))
    }
  }

  public func printStatus() async throws {
    try await withDatabase { database in
      for step in try await Migrator(database, Features.migrations()).status() {
        print("\(step.isApplied ? "applied" : "missing") \(step.name) \(Release.bringing(step.name))")
      }
    }
  }

  // MARK: People

  public func grantAdmin(_ email: String) async throws {
    try await withHouse { house in
      let user = try await house.accounts.moderation.grantAdmin(house.systemScope(), email: email)
      print("\(user.username) (\(user.email)) is an administrator now. A running server notices within 15 seconds.")
    }
  }

  public func printRecoveryLink(_ email: String) async throws {
    try await withHouse { house in
      let token = try await house.accounts.recovery.issue(house.systemScope(), email: email)
      print(
        "\(config[ServerSettings.publicURL])\(AccountPath.recover(token))\nGood once and for 24 hours. Their earlier links are worth nothing now."
      )
    }
  }

  public func printSetupLink() async throws {
    try await withHouse { house in
      guard let token = try await house.accounts.setup.offer(house.systemScope()) else {
        throw MaintenanceError("there is an administrator already; use: neospace admin grant <email>")
      }
      print("Set up this place: \(config[ServerSettings.publicURL])\(AccountPath.setUp(token))")
    }
  }

  // MARK: A member's data

  /// Writes the archive of a member.
  public func export(_ email: String, to path: String) async throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw MaintenanceError("\(path) exists already") }
    try await withHouse { house in
      let scope = try await house.memberScope(email)
      let writer = try FileWriter(path)
      do {
        try await house.portability.export(scope) { try writer.write($0) }
      } catch {
        unlink(path)
        throw error
      }
      try DurableFiles.sync(path)
      print("\(path) holds everything that is kept about \(scope.member?.username ?? email).")
    }
  }

  /// Takes in an archive for a member.
  public func takeArchive(_ path: String, for email: String) async throws {
    try await withHouse { house in
      let scope = try await house.memberScope(email)
      do {
        for line in try await house.portability.take(scope, fileAt: path) { print(line) }
      } catch let refusal as AppError {
        throw MaintenanceError(refusal.message)
      }
    }
  }

  /// Deletes an account at once, with everything that is kept about it.
  public func erase(_ email: String) async throws {
    try await withHouse { house in
      let scope = try await house.memberScope(email)
      guard let member = scope.member else { return }
      try await house.eraseNow(house.systemScope(), member.id)
      print("\(member.username) (\(email)) is erased. A running server ends their sessions within 15 seconds.")
    }
  }

  public func fillWithDemo() async throws {
    try await withHouse { house in
      let community = DemoCommunity(house)
      if let refusal = try await community.fill() {
        print("Pictures and sounds were left out: \(refusal.message). They are made by neospace-media, which lies beside this program.")
      }
      print("The community is there. Sign in as miso (an administrator) or anybody else, password \(DemoScript.password).")
    }
  }

  /// Sends the digests that are due.
  public func sendDigests(_ waiting: DigestWaiting) async throws {
    let transfers = TransferLoop()
    defer { transfers.close() }
    guard let mailer = try Mailer(config, through: transfers) else { throw MaintenanceError("set SMTP_URL to send mail") }
    try await withDatabase { database in
      let mail = LetterQueue(config, database: database, mailer: mailer, random: RandomSource(SecureRandom.bytes), logger: .silent)
      try await withHouse(on: database, mail: mail) { house in
        let count = try await house.digests.sendDue(house.systemScope(), waiting)
        // A running server may have been quicker with some.
        if let problem = try await mail.sendDue() {
          throw MaintenanceError("the mail server did not take a letter, a running server tries again: \(problem)")
        }
        print(count == 1 ? "Sent one digest." : "Sent \(count) digests.")
      }
    }
  }

  // MARK: Mode

  /// - Parameter message: what members read while the mode is not normal.
  public func setMode(_ mode: SiteMode, message: String) async throws {
    var fields = Fields(form: [(name: "message", value: message)])
    let message = fields.optionalLine("message", SiteSettings.messageLengths) ?? ""
    try fields.finish()
    try await withHouse { house in
      let settings = try await house.siteSettings.setMode(house.systemScope(), mode, message: message)
      print("The mode is \(settings.mode.rawValue). Running servers follow within 5 seconds.")
    }
  }

  // MARK: Keys of conversations

  public func printConversationKeys() async throws {
    try await withHouse { house in
      for use in try await house.chat.keys.status(house.systemScope()) { print(use) }
    }
  }

  public func rewrapConversationKeys() async throws {
    try await withHouse { house in print("rewrapped \(try await house.chat.keys.rotate(house.systemScope()))") }
  }

  public func printConversationKey() { print(MasterKeys(config).hex) }

  public func forgetConversations(under id: String) async throws {
    try await withHouse { house in print("forgot \(try await house.chat.keys.forget(house.systemScope(), master: id))") }
  }

  // MARK: Backup

  public func backUp(to path: String) async throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw MaintenanceError("\(path) exists already") }
    if case .sqlite(let database) = config[ServerSettings.database], ConfiguredPath(database).kind == .missing {
      throw MaintenanceError("\(database) does not exist")
    }
    try await withDatabase { database in
      guard let made = try await BackupMaking(config, database: database).make(at: path, now: .systemNow()) else { return }
      // A standby can be copied, but takes no note of it.
      do { try await BackupRecordRepository(database).note(.made(at: made.facts.moment, bytes: made.bytes)) } catch SQLError.readOnly {}
      let contents = made.facts.contents
      print(
        "\(path): \(made.bytes) bytes; \(contents.users) users, \(contents.messages) messages, \(contents.media) media (in \(BackupPaths(database: path).media)). Try it with neospace verify, put it back with neospace restore."
      )
      if made.lost > 0 { print("\(made.lost) files of media were missing and could not be copied.") }
    }
  }

  public func verify(_ path: String) async throws {
    let facts = try await BackupVerification(config, path: path).run()
    print(
      "\(path) is whole: \(facts.contents.users) users, \(facts.contents.messages) messages, \(facts.contents.media) media, made \(facts.createdAt) by NeoSpace \(facts.version)."
    )
    if facts.secretKey != BackupFacts.fingerprint(of: config[ServerSettings.secretKey]) {
      print("It was made with another SECRET_KEY. Conversations in it can be read with that key alone.")
    }
    if case .sqlite(let database) = config[ServerSettings.database], ConfiguredPath(database).kind == .missing { return }
    do {
      try await withDatabase { database in
        let records = BackupRecordRepository(database)
        guard let newest = try await records.record().madeAt, newest == facts.moment else { return }
        try await records.note(.verified(at: .systemNow()))
      }
    } catch {
      print("The database could not take note of it: \(error)")
    }
  }

  public func restore(from path: String) async throws {
    let kept: String?
    switch config[ServerSettings.database] {
    case .postgres(let url):
      try PostgresDump.requireBackup(path)
      kept = try await withDatabase(for: .alone) { database in
        // One that an older release made says nothing of itself.
        let isDescribed = ConfiguredPath(BackupPaths(database: path).facts).kind != .missing
        let media = RestoredMedia(backup: path, facts: isDescribed ? try await BackupVerification(config, path: path).run() : nil)
        let kept = ReplacedDatabase.name(for: Self.replacedDump(of: config))
        let isEmpty = try await Migrator(database, Features.migrations()).status().allSatisfy { !$0.isApplied }
        let access = RestoredAccessRepository(database)
        let open = isEmpty ? nil : await access.openSessions()
        if !isEmpty { try PostgresDump.write(url, to: kept) }
        try media.putInPlace(Self.mediaFolder(of: config))
        do { try PostgresDump.read(url, from: path) } catch {
          if !isEmpty { unlink(kept) }
          throw error
        }
        try await Self.beginAfresh(database)
        try await access.settle(stillOpen: open, at: .systemNow())
        return isEmpty ? nil : kept
      }
    case .sqlite(let target): kept = try await SQLiteRestore(backup: path, target: target, media: Self.mediaFolder(of: config)).run()
    }
    print("The database holds the backup now. Members' browsers will load it afresh.")
    if let kept { print("What it held before is kept in \(kept) for a week.") }
  }

  private static func mediaFolder(of config: Config) -> String { config[ServerSettings.dataFolder] + "/media" }

  /// PostgreSQL's databases are not files: what a restore replaced is kept in the data folder.
  static func replacedDump(of config: Config) -> String { config[ServerSettings.dataFolder] + "/postgres.dump" }

  /// Clients hold cursors into a history that is no more; another epoch tells them so.
  static func beginAfresh(_ database: Database) async throws {
    _ = try await Migrator(database, Features.migrations()).up()
    try await EpochRepository(database).renew(random: RandomSource(SecureRandom.bytes))
  }

  // MARK: Means

  private func withDatabase<Result>(
    for use: DatabaseUse = .visiting, _ body: (Database) async throws -> Result
  ) async throws -> Result {
    let storage = try await Storage.open(config, for: use)
    do {
      let result = try await body(storage.database)
      await storage.close()
      return result
    } catch {
      await storage.close()
      throw error
    }
  }

  private func withHouse(_ body: (House) async throws -> Void) async throws {
    try await withDatabase { try await withHouse(on: $0, mail: nil, body) }
  }

  private func withHouse(on database: Database, mail: (any MailQueue)?, _ body: (House) async throws -> Void) async throws {
    _ = try await SchemaUpgrade(config: config, database: database).run()
    let house = try await House(config, database: database, logger: .silent, mail: mail)
    defer { house.close() }
    try await body(house)
  }
}

/// Why an operator's command could not do what was asked.
public struct MaintenanceError: Error, Equatable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
