import Core
import Foundation
import Operations
import SQL
import Synchronization
import System
import Telemetry

/// Makes backups while the server runs, tries each, and erases old ones once a newer one is known to be whole.
final class ScheduledBackups: Sendable {
  /// How often it looks whether one is due.
  static let turn = Duration.seconds(30)
  /// After a failure.
  private static let pause = Duration.minutes(15)

  private let config: Config
  private let database: Database
  private let records: BackupRecordRepository
  private let alarms: AlarmService
  private let logger: Logger
  private let disk = BlockingThreads(1)
  private let state = Mutex((newest: Timestamp?.none, next: Timestamp?.none))

  init(_ config: Config, database: Database, alarms: AlarmService, logger: Logger) {
    (self.config, self.database, self.alarms, self.logger) = (config, database, alarms, logger)
    records = BackupRecordRepository(database)
  }

  func addMetrics(to metrics: Metrics) {
    metrics.gauge("neospace_backup_age_seconds", help: "Seconds since the newest backup was made; NaN if none is known.") { [self] in
      guard let newest = state.withLock({ $0.newest }) else { return .nan }
      return Double((Timestamp.systemNow() - newest).wholeMicroseconds) / 1_000_000
    }
  }

  /// Makes one if it is due. What goes wrong is logged and remembered, and tried again later.
  func run(_ scope: Scope) async throws {
    try await lookAround()
    guard let folder = config[ServerSettings.backupFolder] else { return }
    guard state.withLock({ $0.next.map { $0 <= scope.now } ?? true }) else { return }
    guard try await disk.run({ try self.isDue(in: folder, at: scope.now) }) else { return }
    do { try await make(in: folder, scope) } catch {
      logger.error("backup_failed", ["error": "\(error)"])
      state.withLock { $0.next = scope.now + Self.pause }
      try await records.note(.failed(at: scope.now, "\(error)"))
      try await alarms.raise(scope, .backup, "The last backup failed: \(error)")
    }
    try await lookAround()
  }

  private func make(in folder: String, _ scope: Scope) async throws {
    let path = "\(folder)/\(ScheduledBackupName(at: scope.now).text)"
    let making = BackupMaking(config, database: database)
    guard let made = try await making.make(at: path, turn: .ifFree(stillDue: { try self.isDue(in: folder, at: scope.now) }), now: scope.now)
    else { return }
    logger.info("backup_made", ["file": path, "bytes": made.bytes, "media_lost": made.lost])
    try await records.note(.made(at: made.facts.moment, bytes: made.bytes))
    _ = try await BackupVerification(config, path: path).run()
    try await records.note(.verified(at: .systemNow()))
    logger.info("backup_verified", ["file": path])
    try await erase(in: folder)
  }

  private var interval: Duration { .hours(config[ServerSettings.backupHours]) }

  private func isDue(in folder: String, at now: Timestamp) throws -> Bool {
    try newest(in: folder).map { $0 + interval <= now } ?? true
  }

  /// Those made by hand count, too.
  private func newest(in folder: String) throws -> Timestamp? {
    try DurableFiles.entries(of: folder).compactMap { name in
      guard name.hasSuffix(".json"), ConfiguredPath("\(folder)/\(name.dropLast(5))").kind == .file else { return nil }
      // A file of somebody else that is called like this says nothing.
      return (try? BackupFacts(reading: "\(folder)/\(name)"))?.moment
    }.max()
  }

  /// What other nodes and commands made.
  private func lookAround() async throws {
    let recorded = try await records.record().madeAt
    var newest = recorded
    if let folder = config[ServerSettings.backupFolder], let found = try await disk.run({ try self.newest(in: folder) }) {
      newest = max(found, recorded ?? found)
    }
    state.withLock { [newest] in $0.newest = newest }
  }

  /// The newest one is whole: of those before it, all but `NEOSPACE_BACKUP_KEEP` - 1 can go.
  private func erase(in folder: String) async throws {
    let lock = try await BackupPaths(database: folder + "/x").lock()
    defer { withExtendedLifetime(lock) {} }
    let kept = config[ServerSettings.backupsKept]
    let erased = try await disk.run {
      let names = try DurableFiles.entries(of: folder)
      let old = names.filter { ScheduledBackupName($0) != nil }.sorted().dropLast(kept)
      for name in old {
        let paths = BackupPaths(database: "\(folder)/\(name)")
        for file in [paths.database, paths.checksum, paths.facts] { try DurableFiles.remove(file) }
      }
      // What interrupted backups left.
      for name in names where ScheduledBackupName.isRemainder(name) { try DurableFiles.remove("\(folder)/\(name)") }
      let left = try DurableFiles.entries(of: folder).filter { $0.hasSuffix(".json") }
      // Throws if a file cannot be read: it may describe a backup whose media must stay.
      let facts = try left.map { try BackupFacts(reading: "\(folder)/\($0)") }
      try BackupMedia(folder: folder + "/media").removeAll(except: facts.map(\.list))
      return Array(old)
    }
    for name in erased { logger.info("backup_erased", ["file": name]) }
  }
}

/// `neospace-20261128-213005.db`, in UTC.
struct ScheduledBackupName {
  let text: String

  init(at moment: Timestamp) {
    let digits = moment.iso8601.filter(\.isNumber)
    text = "neospace-\(digits.prefix(8))-\(digits.dropFirst(8).prefix(6)).db"
  }

  /// Nil for other files.
  init?(_ name: String) {
    guard name.wholeMatch(of: /neospace-[0-9]{8}-[0-9]{6}\.db/) != nil else { return nil }
    text = name
  }

  /// Whether the file is one that a backup of such a name leaves when it is interrupted.
  static func isRemainder(_ name: String) -> Bool { name.wholeMatch(of: /neospace-[0-9]{8}-[0-9]{6}\.db\.new.*/) != nil }
}
