import Core
import Foundation
import SQL

/// Brings the schema to where this program needs it, and keeps what an SQLite file was before. PostgreSQL's databases are the operator's to
/// back up.
struct SchemaUpgrade: Sendable {
  let config: Config
  let database: Database

  private static let mark = ".before-"
  /// Copies that are kept: this upgrade's and the one before.
  private static let kept = 2

  struct Outcome: Sendable {
    let applied: [String]
    /// Where the state before is kept. Nil when nothing was applied, when the database was empty, and with PostgreSQL.
    let copy: String?
  }

  /// Throws before anything is changed when no copy can be made, and when the database is newer than the program.
  func run() async throws -> Outcome {
    let migrator = try Migrator(database, Features.migrations())
    guard case .sqlite(let path) = config[ServerSettings.database] else { return Outcome(applied: try await migrator.up(), copy: nil) }
    if try await migrator.status().allSatisfy(\.isApplied) { return Outcome(applied: [], copy: nil) }
    // Of two processes that start at once, the second finds what the first has done.
    let lock = try DatabaseLock(path, for: .upgrading)
    defer { withExtendedLifetime(lock) {} }
    let status = try await migrator.status()
    let hasRows = status.contains(where: \.isApplied)
    let copy = hasRows && !status.allSatisfy(\.isApplied) ? try await keep(path) : nil
    let applied = try await migrator.up()
    if copy != nil { try Self.removeOld(of: path) }
    return Outcome(applied: applied, copy: copy)
  }

  /// `data/neospace.db.before-0.2.0`. An upgrade that stopped halfway has left the state that counts there: it is never overwritten, and the
  /// copy of the next attempt has a number.
  private func keep(_ path: String) async throws -> String {
    let name = path + Self.mark + version
    for copy in [name] + (2...99).map({ "\(name)-\($0)" }) where !FileManager.default.fileExists(atPath: copy) {
      do { try await database.backup(to: copy) } catch {
        throw MaintenanceError("the schema was not changed, since the database could not be copied to \(copy) first: \(error)")
      }
      return copy
    }
    throw MaintenanceError("the schema was not changed: \(name) and 98 more of that name exist; move them away")
  }

  private static func removeOld(of path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let prefix = (path as NSString).lastPathComponent + mark
    let copies = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
      .filter { $0.lastPathComponent.hasPrefix(prefix) && !ReplacedDatabase.isName($0.lastPathComponent, of: path) }
      .map { (file: $0, made: try $0.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate ?? .distantPast) }
      .sorted { $0.made > $1.made }
    for copy in copies.dropFirst(kept) { try FileManager.default.removeItem(at: copy.file) }
  }
}
