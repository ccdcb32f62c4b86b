import Core
import Foundation
import SQL
import Telemetry

/// Opens the database the configuration names.
enum Storage {
  static func open(_ config: Config, logger: Logger = .silent) async throws -> Database {
    var options = DatabaseOptions()
    options.batchSize = config.writeBatch
    options.onSlowStatement = { text, took in
      logger.warning("slow_statement", ["ms": Double(took.wholeMicroseconds) / 1_000, "sql": text])
    }
    options.onPoolExhausted = { connections in logger.warning("database_pool_exhausted", ["connections": connections]) }
    options.onBreakerChange = { state in
      logger.log(state == .closed ? .info : .warning, "database_breaker", ["state": state.rawValue])
    }
    try makeFolder(config.dataFolder)
    switch config.database {
    case .sqlite(let path): return try await Database.open("sqlite:\(path)", options: options)
    case .postgres(let url): return try await Database.open(url, options: options)
    }
  }

  /// The data folder is nobody else's to read.
  private static func makeFolder(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }
}
