import Core
import Foundation
import Media
import SQL
import System

/// Makes a backup of a database that may be in use: everything as it is at one moment.
struct BackupMaking: Sendable {
  let config: Config
  let database: Database
  private let disk = BlockingThreads(1)
  private let rows = BackupContentsRepository()

  init(_ config: Config, database: Database) { (self.config, self.database) = (config, database) }

  /// What was made. `lost` counts files of media that had no file to copy.
  struct Made: Sendable {
    let facts: BackupFacts
    let bytes: Int64
    let lost: Int
  }

  private typealias Moment = (contents: BackupContents, media: [BackedUpMediaRepository.Entry])

  /// What happens while another backup is being made.
  enum Turn: Sendable {
    case waiting
    /// Makes nothing then. Asks the closure, which blocks, once it has its turn, and makes nothing if that says no.
    case ifFree(stillDue: @Sendable () throws -> Bool)

    var isExclusive: Bool { if case .ifFree = self { true } else { false } }
  }

  /// Nil if nothing was made because of `turn`.
  func make(at path: String, turn: Turn = .waiting, now: Timestamp) async throws -> Made? {
    let paths = BackupPaths(database: path)
    guard ConfiguredPath(path).kind == .missing else { throw MaintenanceError("\(path) exists already") }
    let lock: FileLock?
    switch turn {
    case .waiting: lock = try await paths.lock()
    case .ifFree(let stillDue):
      lock = try await disk.run {
        guard let lock = try paths.lockIfFree(), try stillDue() else { return nil }
        return lock
      }
      guard lock != nil else { return nil }
    }
    defer { withExtendedLifetime(lock) {} }
    // What an interrupted backup of this name left.
    let draft = path + ".new"
    for part in ["", ".partial", "-moment", "-moment.partial", "-moment-wal", "-moment-shm"] { unlink(draft + part) }
    defer { for part in ["", "-moment", "-moment-wal", "-moment-shm"] { unlink(draft + part) } }
    let moment: Moment?
    switch config[ServerSettings.database] {
    case .sqlite: moment = try await copySQLite(to: draft)
    case .postgres(let url): moment = try await dump(url, to: draft, turn)
    }
    guard let moment else { return nil }
    return try await disk.run { try finish(paths, draft, moment, now) }
  }

  /// The counts are of the copy itself. Opening it changes it, so they are read from one and another is kept.
  private func copySQLite(to draft: String) async throws -> Moment {
    try await database.backup(to: draft + "-moment")
    let copy = try await Database.open("sqlite:\(draft)-moment")
    do {
      let moment = try await copy.read { (try await rows.contents(in: $0), try await rows.mediaFiles(in: $0)) }
      try await copy.backup(to: draft)
      await copy.close()
      return moment
    } catch {
      await copy.close()
      throw error
    }
  }

  private func dump(_ url: String, to draft: String, _ turn: Turn) async throws -> Moment? {
    try await database.read { snapshot in
      if turn.isExclusive, try await !rows.lock(in: snapshot) { return nil }
      let name = try await rows.export(snapshot)
      let moment = (try await rows.contents(in: snapshot), try await rows.mediaFiles(in: snapshot))
      try await disk.run { try PostgresDump.write(url, to: draft, of: name) }
      return moment
    }
  }

  private func finish(_ paths: BackupPaths, _ draft: String, _ moment: Moment, _ now: Timestamp) throws -> Made {
    try BackupPaths.give(draft)
    let media = try BackupMedia(folder: paths.media).store(moment.media, from: config[ServerSettings.dataFolder] + "/media")
    let facts = BackupFacts(
      version: version, createdAt: now.iso8601, contents: moment.contents, list: media.list,
      secretKey: BackupFacts.fingerprint(of: config[ServerSettings.secretKey]))
    try Checksum.write(of: draft, for: paths.database)
    try BackupPaths.write(facts.json, to: paths.facts)
    try DurableFiles.sync(draft)
    // Unlike a rename, this fails if somebody else made a file of that name meanwhile.
    guard link(draft, paths.database) == 0 else {
      throw MaintenanceError(
        errno == EEXIST
          ? "\(paths.database) exists already" : "\(paths.database) cannot be written: \(String(cString: strerror(errno)))")
    }
    try DurableFiles.sync(paths.folder)
    return Made(facts: facts, bytes: try DurableFiles.facts(of: paths.database)?.size ?? 0, lost: media.lost)
  }
}
