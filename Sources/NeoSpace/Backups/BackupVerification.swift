import Core
import Foundation
import SQL
import System

/// Tries a backup: restores it into a temporary place, migrates it there, and compares it with what it says of itself.
struct BackupVerification: Sendable {
  let config: Config
  let path: String
  private let disk = BlockingThreads(1)

  init(_ config: Config, path: String) { (self.config, self.path) = (config, path) }

  /// Throws a `MaintenanceError` that names what is wrong.
  func run() async throws -> BackupFacts {
    let (paths, path) = (BackupPaths(database: path), path)
    let (facts, head) = try await disk.run {
      let file = ConfiguredPath(path)
      guard file.kind == .file, file.allows(R_OK) else { throw MaintenanceError("\(path) is not a file this user can read") }
      guard ConfiguredPath(paths.checksum).kind == .file else { throw MaintenanceError("\(paths.checksum) is missing") }
      try Checksum.verify(path)
      let facts = try BackupFacts(reading: paths.facts)
      let media = BackupMedia(folder: paths.media)
      try media.check(try media.entries(of: facts.list))
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      return (facts, try handle.read(upToCount: 16) ?? Data())
    }
    if head == Data("SQLite format 3\0".utf8) {
      try await inPlace { try await SQLiteRestore(backup: path, target: "\($0)/neospace.db").check() }
    } else {
      try await inDatabase(facts)
    }
    return facts
  }

  /// A folder that is gone afterwards: beside the backup, where there is room for it, or else where temporary files go.
  private func inPlace(_ body: (String) async throws -> Void) async throws {
    let beside = ConfiguredPath(path).folder
    let parent = ConfiguredPath(beside).allows(W_OK) ? beside : FileManager.default.temporaryDirectory.path
    let folder = "\(parent)/.verify-\(getpid())-\(UUID().uuidString)"
    try Storage.makeFolder(folder)
    defer { try? DurableFiles.removeFolder(folder) }
    try await body(folder)
  }

  private func inDatabase(_ facts: BackupFacts) async throws {
    guard case .postgres(let url) = config[ServerSettings.database] else {
      throw MaintenanceError("\(path) is no SQLite database; to verify a dump of PostgreSQL, set DATABASE_URL to a PostgreSQL server")
    }
    let (path, name) = (path, "neospace_verify_\(UUID().uuidString.lowercased().filter { $0 != "-" })")
    try await disk.run {
      try PostgresDump.requireBackup(path)
      try PostgresDump.createDatabase(name, on: url)
    }
    do {
      try await disk.run { try PostgresDump.fill(name, on: url, from: path) }
      let copy = try await Storage.openPostgres(PostgresDump.address(of: name, on: url), DatabaseOptions(), for: .visiting)
      do { try await Self.compare(copy, with: facts, path) } catch {
        await copy.close()
        throw error
      }
      await copy.close()
    } catch {
      try await disk.run { try PostgresDump.dropDatabase(name, on: url) }
      throw error
    }
    try await disk.run { try PostgresDump.dropDatabase(name, on: url) }
  }

  private static func compare(_ copy: Database, with facts: BackupFacts, _ path: String) async throws {
    // PostgreSQL checked all keys when it made the constraints after the rows.
    try await requireContents(facts.contents, in: copy, path)
    do { _ = try await Migrator(copy, Features.migrations()).up() } catch SQLError.migration(let reason) {
      throw MaintenanceError("\(path) is of another release: \(reason)")
    }
  }

  /// Throws unless the database holds what its backup says.
  static func requireContents(_ wanted: BackupContents, in copy: Database, _ path: String) async throws {
    let found = try await copy.read { try await BackupContentsRepository().contents(in: $0) }
    if let difference = wanted.difference(to: found) { throw MaintenanceError("\(path) is not what was backed up: \(difference)") }
  }
}
