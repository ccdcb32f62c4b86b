import Accounts
import Core
import Foundation
import SQL

/// Puts a backup in the place of an SQLite database: all of it or nothing. The backup is copied beside the database, looked into and
/// brought up to date there; only then is it renamed over the database, which is kept.
struct SQLiteRestore {
  let backup: String
  let target: String
  /// Where the server keeps media; nil to leave them out.
  var media: String?

  private var staged: String { target + ".restoring" }

  /// Where the replaced database is kept; nil when there was none.
  func run() async throws -> String? {
    try requireBackup()
    try Storage.makeFolder(ConfiguredPath(target).folder)
    let lock = try DatabaseLock(target, for: .alone)
    defer { withExtendedLifetime(lock) {} }
    removeStaged()
    defer { removeStaged() }
    try stage()
    try await prepare()
    try await settleAccess()
    if let media { try RestoredMedia(backup: backup, facts: try facts()).putInPlace(media) }
    return try await replace()
  }

  /// All that can be found out without touching anything: the target is in a temporary folder.
  func check() async throws {
    try requireBackup()
    removeStaged()
    defer { removeStaged() }
    try stage()
    try await prepare()
  }

  /// What the backup says of itself; nil for one that an older release made.
  private func facts() throws -> BackupFacts? {
    let path = BackupPaths(database: backup).facts
    return ConfiguredPath(path).kind == .missing ? nil : try BackupFacts(reading: path)
  }

  // MARK: What is restored

  /// What can be seen from outside.
  private func requireBackup() throws {
    let file = ConfiguredPath(backup)
    guard file.kind == .file, file.allows(R_OK) else { throw MaintenanceError("\(backup) is not a file this user can read") }
    var ours = stat()
    var other = stat()
    if stat(backup, &ours) == 0, stat(target, &other) == 0, ours.st_dev == other.st_dev, ours.st_ino == other.st_ino {
      throw MaintenanceError("\(backup) is the database itself")
    }
    guard ConfiguredPath(backup + "-wal").kind == .missing else {
      throw MaintenanceError("\(backup) is a database in use (its changes are in \(backup)-wal); neospace backup makes a backup of it")
    }
    try Checksum.verify(backup)
    if media != nil { try RestoredMedia(backup: backup, facts: try facts()).check() }
    let head = try FileHandle(forReadingFrom: URL(filePath: backup))
    defer { try? head.close() }
    guard try head.read(upToCount: 16) == Data("SQLite format 3\0".utf8) else { throw foreign }
  }

  private var foreign: MaintenanceError { MaintenanceError("\(backup) is not a backup of NeoSpace") }

  private func stage() throws {
    let file = open(staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw MaintenanceError("\(staged) cannot be written: \(String(cString: strerror(errno)))") }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    try own(file)
    let source = try FileHandle(forReadingFrom: URL(filePath: backup))
    defer { try? source.close() }
    while let chunk = try source.read(upToCount: 1 << 20), !chunk.isEmpty { try handle.write(contentsOf: chunk) }
    try handle.synchronize()
    try handle.close()
  }

  /// It belongs to the user who owns what it replaces.
  private func own(_ file: Int32) throws {
    var owner = stat()
    guard stat(target, &owner) == 0 else { return try PrivateFiles.give(file, toOwnerOf: ConfiguredPath(target).folder) }
    guard owner.st_uid != geteuid() || geteuid() == 0 else { return }
    guard fchown(file, owner.st_uid, owner.st_gid) == 0 else {
      throw MaintenanceError("\(target) belongs to another user: restore as that user, or as root")
    }
  }

  private func prepare() async throws {
    let copy: Database
    do { copy = try await Database.open("sqlite:\(staged)") } catch let error as SQLError { throw damaged([error.description]) }
    do {
      let problems = try await copy.checkIntegrity()
      guard problems.isEmpty else { throw damaged(problems) }
      // Another program's file would be given our tables, and be an empty community.
      guard try await copy.hasTable("schema_migrations"), try await copy.hasTable("meta") else { throw foreign }
      let extra = try await copy.triggersAndViews()
      guard extra.isEmpty else {
        throw MaintenanceError("\(backup) has triggers or views that NeoSpace does not make: \(extra.joined(separator: ", "))")
      }
      if let facts = try facts() { try await BackupVerification.requireContents(facts.contents, in: copy, backup) }
      try await Maintenance.beginAfresh(copy)
      await copy.close()
    } catch {
      await copy.close()
      switch error as? SQLError {
      case .corrupt(let reason): throw damaged([reason])
      case .migration(let reason): throw MaintenanceError("\(backup) is not a backup of NeoSpace, or of another release: \(reason)")
      default: throw error
      }
    }
  }

  private func damaged(_ problems: [String]) -> MaintenanceError {
    let first = problems.prefix(3).joined(separator: "; ").split(whereSeparator: \.isNewline).joined(separator: "; ")
    return MaintenanceError("\(backup) is damaged: \(first)")
  }

  /// Sessions that ended since the backup was made stay ended.
  private func settleAccess() async throws {
    var open: [String]?
    if FileManager.default.fileExists(atPath: target), let replaced = try? await Database.open("sqlite:\(target)") {
      open = await RestoredAccessRepository(replaced).openSessions()
      await replaced.close()
    }
    let copy = try await Database.open("sqlite:\(staged)")
    do { try await RestoredAccessRepository(copy).settle(stillOpen: open, at: .systemNow()) } catch {
      await copy.close()
      throw error
    }
    await copy.close()
  }

  // MARK: Putting it in place

  private func replace() async throws -> String? {
    // From here on nothing is in the way; a crash leaves either database whole.
    guard FileManager.default.fileExists(atPath: target) else {
      try move(staged, to: target)
      return nil
    }
    await settle()
    let kept = ReplacedDatabase.name(for: target)
    for part in ["", "-wal"] where FileManager.default.fileExists(atPath: target + part) {
      guard link(target + part, kept + part) == 0 else {
        throw MaintenanceError("\(target + part) cannot be kept as \(kept + part): \(String(cString: strerror(errno)))")
      }
    }
    // A log beside the new database would be taken for its own.
    for part in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: target + part) {
      try FileManager.default.removeItem(atPath: target + part)
    }
    try move(staged, to: target)
    return kept
  }

  /// Moves the log of a database that was not closed into it, so that it is one file. One that is too damaged for that is kept with its log.
  private func settle() async {
    if let database = try? await Database.open("sqlite:\(target)") { await database.close() }
  }

  private func move(_ from: String, to: String) throws {
    guard rename(from, to) == 0 else { throw MaintenanceError("\(to) could not be replaced: \(String(cString: strerror(errno)))") }
    let folder = open(ConfiguredPath(to).folder, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private func removeStaged() {
    for part in ["", "-wal", "-shm", "-journal"] { unlink(staged + part) }
  }
}

extension Database {
  /// Those that our migrations do not make: they would act for whoever made the file.
  func triggersAndViews() async throws -> [String] {
    let found = try await read { snapshot in
      try await snapshot.all("SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name") { row in
        (name: try row[0] as String, text: try row[1] as String)
      }
    }
    let ours = try Features.migrations().joined()
    return found.filter { entry in !ours.contains { $0.makes(entry.text) } }.map(\.name)
  }

  func hasTable(_ name: String) async throws -> Bool {
    try await value("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = \(name))") ?? false
  }
}
