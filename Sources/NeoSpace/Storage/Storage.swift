import Core
import Foundation
import SQL
import System
import Telemetry

/// The database the configuration names, opened, and the right to use it in this way.
struct Storage: Sendable {
  let database: Database
  /// Nil with PostgreSQL.
  private let lock: DatabaseLock?

  /// Throws in one line when the database cannot be used so, before anything in it is changed.
  static func open(_ config: Config, for use: DatabaseUse = .visiting, logger: Logger = .silent) async throws -> Storage {
    var options = DatabaseOptions()
    options.batchSize = config[ServerSettings.writeBatch]
    options.onSlowStatement = { text, took in
      logger.warning("slow_statement", ["ms": Double(took.wholeMicroseconds) / 1_000, "sql": text])
    }
    options.onPoolExhausted = { connections in logger.warning("database_pool_exhausted", ["connections": connections]) }
    options.onScarcity = { granted in
      guard let granted else { return logger.info("database_connections_granted") }
      logger.warning("database_connections_refused", ["open": granted])
    }
    options.onBreakerChange = { state in
      logger.log(state == .closed ? .info : .warning, "database_breaker", ["state": state.rawValue])
    }
    try makeFolder(config[ServerSettings.dataFolder])
    switch config[ServerSettings.database] {
    case .sqlite(let path):
      try makeFolder((path as NSString).deletingLastPathComponent)
      let lock = try DatabaseLock(path, for: use)
      if use == .serving { try PrivateFiles.close(folder: config[ServerSettings.dataFolder], database: path) }
      return Storage(database: try await Database.open("sqlite:\(path)", options: options), lock: lock)
    case .postgres(let url):
      if use == .serving { try PrivateFiles.close(folder: config[ServerSettings.dataFolder], database: nil) }
      return Storage(database: try await openPostgres(url, options, for: use), lock: nil)
    }
  }

  func close() async {
    await database.close()
    withExtendedLifetime(lock) {}
  }

  /// The same for PostgreSQL, whose address need not be the configuration's.
  static func openPostgres(_ url: String, _ options: DatabaseOptions, for use: DatabaseUse) async throws -> Database {
    let database = try await Database.open(url, options: options)
    do {
      if use == .alone { try await requireNoServer(on: database) }
      let encoding: String = try await database.value("SHOW server_encoding") ?? ""
      guard encoding == "UTF8" else {
        throw ConfigError(
          ServerSettings.database,
          "names a database with the encoding \(encoding), and text needs UTF8: make another with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )
      }
      return database
    } catch {
      await database.close()
      throw error
    }
  }

  /// A server keeps its connections. One that has just stopped takes a moment to lose them.
  private static func requireNoServer(on database: Database) async throws {
    for _ in 0..<20 {
      let others: Int =
        try await database.value(
          """
          SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name = current_setting('application_name')
          """) ?? 0
      if others == 0 { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw MaintenanceError("a server or another command is using this database: stop it first")
  }

  /// Only the owner may read the data folder.
  static func makeFolder(_ path: String) throws {
    guard !path.isEmpty, !FileManager.default.fileExists(atPath: path) else { return }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }
}
