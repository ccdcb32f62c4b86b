import Core
import Foundation
import System

/// Looks whether the place is in order. The server and `neospace doctor` ask it.
public struct CheckService: Sendable {
  private static let backupAge = Duration.days(7)

  private let config: Config
  private let rows: OperationsRepository
  private let records: BackupRecordRepository
  private let site: SiteRepository
  private let figures: ServerFigures
  private let missingSteps: @Sendable () async throws -> Int
  private let disk = BlockingThreads(2)

  /// - Parameter missingSteps: how many steps of the schema the database does not have; throws if it is newer than this program.
  public init(
    _ config: Config, _ rows: OperationsRepository, _ records: BackupRecordRepository, _ site: SiteRepository,
    figures: ServerFigures = ServerFigures(),
    missingSteps: @escaping @Sendable () async throws -> Int
  ) {
    (self.config, self.rows, self.records, self.site) = (config, rows, records, site)
    (self.figures, self.missingSteps) = (figures, missingSteps)
  }

  /// All of them, in the order of the handbook.
  public func all(at now: Timestamp) async -> [Check] {
    var checks = Self.ofConfiguration(config)
    checks.append(await asking("admins", administrators))
    checks += await texts()
    checks.append(await Self.mail(config, disk))
    checks += await backups(at: now)
    checks.append(Self.space(config))
    checks.append(await databaseAnswers())
    checks.append(await schema())
    checks.append(await Self.redis(config, disk))
    checks.append(jobs())
    return checks
  }

  /// Those that need no database.
  public static func withoutDatabase(_ config: Config) async -> [Check] {
    let disk = BlockingThreads(1)
    return ofConfiguration(config) + [await mail(config, disk), space(config), await redis(config, disk)]
  }

  // MARK: Of the configuration

  private static func ofConfiguration(_ config: Config) -> [Check] {
    let origin = config[ServerSettings.publicURL]
    let isLocal = AddressRange.isLoopback(origin.host) || origin.host == "localhost"
    let address =
      isLocal
      ? Check("public_url", .todo, "\(origin) can be opened on this machine only: set PUBLIC_URL to the address that members type")
      : origin.isSecure
        ? Check("public_url", .ok, "\(origin)")
        : Check("public_url", .warn, "\(origin) is not encrypted: put a proxy with TLS in front, and set PUBLIC_URL to https://…")
    let isStored = ConfiguredPath(config[ServerSettings.dataFolder] + "/secret_key").kind == .file
    let key = Check(
      "secret_key", .ok,
      isStored
        ? "The data folder holds a secret_key: keep a copy of it, apart from backups"
        : "SECRET_KEY is set: keep a copy of it, apart from backups")
    return [address, key]
  }

  /// Its host has to answer. What it thinks of our name and password is seen when a letter is sent.
  private static func mail(_ config: Config, _ disk: BlockingThreads) async -> Check {
    guard let url = config[ServerSettings.smtpURL] else {
      return Check("mail", .todo, "No mail is sent: set SMTP_URL, so that members can set a new password by themselves")
    }
    let port = url.text.hasPrefix("smtps:") ? 465 : 587
    guard let place = place(of: url, port), await reaches(place, disk) else {
      return Check("mail", .fail, "The mail server of SMTP_URL does not answer: check its host and port")
    }
    return Check("mail", .ok, "\(place.host) answers")
  }

  private static func redis(_ config: Config, _ disk: BlockingThreads) async -> Check {
    guard let url = config[ServerSettings.redisURL] else { return Check("redis", .ok, "Not used: one node serves this place") }
    guard let place = place(of: url, 6_379), await reaches(place, disk) else {
      return Check("redis", .fail, "The server of REDIS_URL does not answer: until it does, each node works by itself")
    }
    return Check("redis", .ok, "\(place.host) answers")
  }

  private static func place(of url: Secret, _ port: Int) -> (host: String, port: Int)? {
    guard let parts = URLComponents(string: url.text), let host = parts.host, !host.isEmpty else { return nil }
    return (host.trimmingCharacters(in: ["[", "]"]), parts.port ?? port)
  }

  private static func reaches(_ place: (host: String, port: Int), _ disk: BlockingThreads) async -> Bool {
    (try? await disk.run { HostProbe.reaches(place.host, port: place.port) }) ?? false
  }

  static func space(_ config: Config) -> Check {
    guard let space = DiskSpace(of: config[ServerSettings.dataFolder]) else {
      return Check("disk", .warn, "How much of the data folder's disk is free cannot be found out")
    }
    return self.space(space, reserve: Int64(config[ServerSettings.diskReserve]) << 20)
  }

  static func space(_ space: DiskSpace, reserve: Int64) -> Check {
    let free = "\(DiskSpace.text(space.free)) of \(DiskSpace.text(space.total)) are free"
    if space.free < reserve {
      return Check("disk", .fail, "\(free), less than NEOSPACE_DISK_RESERVE: make room, because nobody can upload or import until then")
    }
    return space.free < 1 << 30 || space.free < space.total / 10
      ? Check("disk", .warn, "\(free): make room before it is full") : Check("disk", .ok, free)
  }

  // MARK: Of the database

  /// A check that cannot be made failed.
  private func asking(_ name: String, _ check: () async throws -> Check) async -> Check {
    do { return try await check() } catch { return Check(name, .fail, "Cannot be found out: \(error)") }
  }

  private func administrators() async throws -> Check {
    switch try await rows.administrators() {
    case 0: Check("admins", .todo, "There is no administrator: run neospace admin setup-link")
    case 1: Check("admins", .todo, "There is one administrator: make another, who can help when one is away", link: "/admin/users")
    case let count: Check("admins", .ok, "\(count) administrators")
    }
  }

  private func texts() async -> [Check] {
    do {
      let settings = try await site.settings()
      let isNamed = settings.name != SiteSettings.defaultName
      return [
        isNamed
          ? Check("name", .ok, settings.name)
          : Check(
            "name", .todo, "This place is still called \(settings.name): give it a name of its own", link: SiteSettingsPath.field("name")),
        settings.rules.isEmpty
          ? Check("rules", .todo, "There are no rules yet: write down how people behave here", link: SiteSettingsPath.field("rules"))
          : Check("rules", .ok, "Everybody can read them at /rules"),
      ]
    } catch { return ["name", "rules"].map { Check($0, .fail, "Cannot be found out: \(error)") } }
  }

  private func backups(at now: Timestamp) async -> [Check] {
    do {
      let record = try await records.record()
      return [backup(record, at: now), verification(record)]
    } catch { return [Check("backup", .fail, "Cannot be found out: \(error)")] }
  }

  private func backup(_ record: BackupRecord, at now: Timestamp) -> Check {
    if record.failedAt != nil {
      return Check("backup", .fail, "The last backup failed: \(record.failure ?? "see backup_failed in the log")")
    }
    guard let made = record.madeAt else {
      return Check("backup", .todo, "There is no backup yet: set NEOSPACE_BACKUP_DIR, or run neospace backup")
    }
    return now - made > Self.backupAge
      ? Check("backup", .warn, "The newest backup is older than 7 days: set NEOSPACE_BACKUP_DIR, or run neospace backup")
      : Check("backup", .ok, "The newest is of \(made.iso8601)")
  }

  private func verification(_ record: BackupRecord) -> Check {
    guard let verified = record.verifiedAt else {
      return Check("backup_verified", .todo, "No backup has been tried: run neospace verify on the newest")
    }
    return Check("backup_verified", .ok, "One was whole at \(verified.iso8601)")
  }

  private func databaseAnswers() async -> Check {
    await asking("database") {
      try await rows.ping()
      return Check("database", .ok, "\(rows.databaseName) answers and takes changes")
    }
  }

  private func schema() async -> Check {
    await asking("schema") {
      let missing = try await missingSteps()
      return missing == 0
        ? Check("schema", .ok, "Up to date")
        : Check("schema", .todo, "\(missing) steps are missing: a start of the server, or neospace migrate up, adds them")
    }
  }

  private func jobs() -> Check {
    let runs = figures.jobs
    guard !runs.isEmpty else { return Check("jobs", .ok, "Run in the server; /admin shows how they went") }
    let failed = runs.filter { $0.error != nil }
    return failed.isEmpty
      ? Check("jobs", .ok, "\(runs.count) run without errors")
      : Check("jobs", .warn, "\(failed.map(\.name).joined(separator: ", ")) failed; job_failed in the log says why")
  }
}
