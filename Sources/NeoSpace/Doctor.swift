import Core
import Operations
import SQL

/// `neospace doctor`: looks at a place that may not start, and says what is wrong. Changes nothing in the database.
public enum Doctor {
  /// Prints a line for each check. The exit status: 1 if one of them failed.
  public static func examine(environment: [String: String]) async -> Int32 {
    let checks = await checks(environment)
    for check in checks { print(check.line) }
    return checks.contains { $0.state == .fail } ? 1 : 0
  }

  private static func checks(_ environment: [String: String]) async -> [Check] {
    let config: Config
    do {
      config = try Config.load(environment: environment, for: .serving)
      _ = try Sharing.endpoint(config)
    } catch { return [Check(name(of: error.key), .fail, "\(error)")] }
    if case .sqlite(let path) = config[ServerSettings.database], ConfiguredPath(path).kind == .missing {
      return await CheckService.withoutDatabase(config) + [Check("database", .todo, "\(path) does not exist: the first start makes it")]
    }
    let storage: Storage
    do { storage = try await Storage.open(config) } catch {
      return await CheckService.withoutDatabase(config) + [Check("database", .fail, "\(error)")]
    }
    let database = storage.database
    let checks = await CheckService(
      config, OperationsRepository(database), BackupRecordRepository(database), SiteRepository(database)
    ) {
      try await Migrator(database, Features.migrations()).status().count { !$0.isApplied }
    }.all(at: .systemNow())
    await storage.close()
    return checks
  }

  /// Which check a setting belongs to.
  private static func name(of key: String) -> String {
    switch key {
    case "PUBLIC_URL": "public_url"
    case "SECRET_KEY": "secret_key"
    case "DATABASE_URL": "database"
    case "REDIS_URL": "redis"
    case "SMTP_URL", "SMTP_FROM": "mail"
    case "NEOSPACE_DATA": "disk"
    case "NEOSPACE_BACKUP_DIR", "NEOSPACE_BACKUP_EVERY", "NEOSPACE_BACKUP_KEEP": "backup"
    default: "configuration"
    }
  }
}
