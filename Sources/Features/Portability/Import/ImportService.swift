import Core
import System
import Telemetry

/// Archives that members bring: received, checked as a whole, and then taken in by `ImportWork`.
struct ImportService: Sendable {
  /// What is left of the folder after an interruption is removed when it is this old.
  private static let leftover = Duration.days(1)
  /// An import of a command that ended before it was done.
  private static let abandoned = Duration.minutes(10)

  let work: UnitOfWork
  let imports: ImportRepository
  let carried: CarriedPartRepository
  let folder: String
  /// Bytes of an archive.
  let limit: Int64
  /// Bytes that stay free on the disk.
  let reserve: Int64
  let disk: BlockingThreads
  let bell: Bell
  let log: Logger

  /// Bytes that an archive may unpack to.
  var unpacked: Int64 { 4 * limit }

  func path(_ file: String) -> String { "\(folder)/\(file)" }

  // MARK: Receiving

  /// Begins to receive an archive. The caller calls `remove` at its end, however it ends. `CONFLICT` while another one runs.
  func begin(_ scope: Scope) async throws -> ImportReception {
    let member = try scope.requireMember()
    guard try await !imports.isRunning(for: member.id) else { throw Self.running }
    let (folder, name) = (folder, "\(scope.random.uuid()).part")
    let free = try await disk.run {
      try DurableFiles.makeFolder(folder)
      return try DurableFiles.free(at: folder)
    }
    guard free >= reserve else { throw AppError.diskNearlyFull }
    return try await ImportReception(path(name), upTo: limit, on: disk)
  }

  /// Checks an archive that has arrived, and lets it wait for its turn. `VALIDATION_ERROR` unless all of it is what it says.
  func accept(_ scope: Scope, _ reception: ImportReception) async throws -> Import {
    let member = try scope.requireMember()
    guard await reception.isWhole else { throw AppError.validation("archive", "is required") }
    _ = try await ArrivingArchive.check(reception.file, unpackedUpTo: unpacked, on: disk)
    let file = "\(scope.random.uuid()).zip"
    try await reception.keep(as: path(file))
    do {
      let made = try await work.transaction { transaction in
        guard let made = try await imports.insert(of: member.id, file: file, .waiting, at: scope.now, in: transaction) else {
          throw Self.running
        }
        return made
      }
      bell.ring()
      return made
    } catch {
      await removeFile(file)
      throw error
    }
  }

  private static let running = AppError(.conflict, "Another archive of yours is being taken in. Wait until that is done")

  // MARK: Looking

  func find(_ scope: Scope, _ id: ImportID) async throws -> Import {
    let member = try scope.requireMember()
    guard let one = try await imports.find(id, of: member.id) else { throw AppError.notFound("This import") }
    return one
  }

  /// The member's last one.
  func newest(_ scope: Scope) async throws -> Import? {
    guard let member = scope.member else { return nil }
    return try await imports.newest(of: member.id)
  }

  // MARK: The server's own

  /// An import that a command makes of a file elsewhere.
  func begin(_ scope: Scope, fileAt path: String) async throws -> Import {
    let member = try scope.requireMember()
    _ = try await ArrivingArchive.check(path, unpackedUpTo: unpacked, on: disk)
    return try await work.transaction { transaction in
      guard let made = try await imports.insert(of: member.id, file: "", .running, at: scope.now, in: transaction) else {
        throw Self.running
      }
      return made
    }
  }

  func save(_ one: Import) async throws { try await work.transaction { try await imports.update(one, in: $0) } }

  /// The next one whose file is here and that no process works on, with what keeps others from it.
  func next(_ scope: Scope) async throws -> (Import, FileLock)? {
    try scope.require(.admin)
    for var one in try await imports.unfinished() {
      let path = path(one.file)
      let isHere = try await disk.run { [one] in try !one.file.isEmpty && DurableFiles.facts(of: path) != nil }
      if isHere {
        guard let lock = try await disk.run({ try FileLock("\(path).lock") }) else { continue }
        // It may have ended since it was read.
        guard let now = try await imports.find(one.id, of: one.owner), now.isUnfinished else {
          await removeFile(one.file)
          continue
        }
        return (now, lock)
      }
      // Another node has the file, or a command works on it. If neither says anything for long, there is none.
      let age = scope.now - one.updatedAt
      guard age > (one.file.isEmpty ? Self.abandoned : Self.leftover) else { continue }
      (one.state, one.error, one.updatedAt) = (
        .failed, "It was interrupted. Bring the archive again: what came in is not taken twice", scope.now
      )
      try await save(one)
    }
    return nil
  }

  func removeFile(_ file: String) async {
    guard !file.isEmpty else { return }
    let path = path(file)
    do {
      try await disk.run {
        try DurableFiles.remove(path)
        try DurableFiles.remove("\(path).lock")
      }
    } catch {
      log.warning("import_file_not_removed", ["error": "\(error)"])
    }
  }

  /// Removes what interrupted uploads left.
  func removeLeftovers(_ scope: Scope) async throws {
    try scope.require(.admin)
    let (folder, before) = (folder, (scope.now - Self.leftover).seconds)
    let known = Set(try await imports.unfinished().map { Array($0.file.utf8) })
    try await disk.run {
      for name in try DurableFiles.entries(of: folder) {
        let path = "\(folder)/\(name)"
        let stem = Array(name.utf8).split(separator: UInt8(ascii: ".")).prefix(2).joined(separator: [UInt8(ascii: ".")])
        guard !known.contains(Array(stem)), let facts = try DurableFiles.facts(of: path), facts.changed < before else { continue }
        try DurableFiles.remove(path)
      }
    }
  }

  /// Erases what is kept of a member who left.
  func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    let files = try await imports.unfinished().filter { $0.owner == user }.map(\.file)
    try await work.transaction { transaction in
      try await imports.erase(of: user, in: transaction)
      try await carried.erase(of: user, in: transaction)
    }
    for file in files { await removeFile(file) }
  }
}
