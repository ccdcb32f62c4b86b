import CSQLite
import Foundation
import SQLTesting
import Testing

@testable import SQL

@Suite("When storage fails", .enabled(if: !TestDatabase.isPostgres)) struct FailureTests {
  /// Many rows in one commit, so that it cannot fit into little space.
  static func fill(_ database: Database, rows: Int) async throws {
    try await database.write { transaction in
      for _ in 0..<rows { try await transaction.run("INSERT INTO notes (text) VALUES (\(String(repeating: "x", count: 4_000)))") }
    }
  }

  @Test("a full database refuses the write, keeps reading, and takes writes again when there is space")
  func fullFile() async throws {
    var options = DatabaseOptions()
    options.maximumBytes = 200 * 4_096
    try await withDatabase(options, setUp: [notesTable]) { database, _ in
      try await Self.fill(database, rows: 20)
      #expect(await sqlError { try await Self.fill(database, rows: 400) } == .diskFull)
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 20)
      try await database.run("DELETE FROM notes WHERE id <= 10")
      try await Self.fill(database, rows: 5)
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 15)
      #expect(try await database.checkIntegrity() == [])
    }
  }

  @Test("a transaction SQLite gave up is over, even when its body looks away, and so are those in the same commit")
  func swallowedFailure() async throws {
    let disk = FaultyDisk()
    var options = DatabaseOptions()
    options.maximumBytes = 200 * 4_096
    try await withDatabase(options, named: disk.name, setUp: [notesTable]) { database, _ in
      disk.stall()
      let outcome = try await withThrowingTaskGroup(of: (String, SQLError?).self) { group in
        group.addTask { ("first", await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('first')") }) }
        try await disk.untilStalled()
        group.addTask { ("neighbour", await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('neighbour')") }) }
        while database.metrics.queuedWrites < 2 { try await Task.sleep(for: .milliseconds(1)) }
        group.addTask {
          (
            "greedy",
            await sqlError {
              try await database.write { transaction in
                for _ in 0..<400 {
                  _ = try? await transaction.run("INSERT INTO notes (text) VALUES (\(String(repeating: "x", count: 4_000)))")
                }
                _ = try? await transaction.savepoint { try await transaction.run("INSERT INTO notes (text) VALUES ('after')") }
              }
            }
          )
        }
        while database.metrics.queuedWrites < 3 { try await Task.sleep(for: .milliseconds(1)) }
        disk.resume()
        return try await group.reduce(into: [String: SQLError?]()) { $0[$1.0] = $1.1 }
      }
      #expect(outcome["first"] == .some(nil))
      #expect(outcome["greedy"] == .diskFull)
      let stored = try await database.values("SELECT text FROM notes ORDER BY id", as: String.self)
      // Whether the neighbour survives depends on whether SQLite had to give up the whole transaction; that it is told the truth
      // does not.
      #expect(stored == (outcome["neighbour"] == .some(nil) ? ["first", "neighbour"] : ["first"]))
      try await database.run("INSERT INTO notes (text) VALUES ('next')")
    }
  }

  @Test("a full file system is a full disk, reads go on, and space brings writes back", .enabled(if: Volume.isPossible))
  func fullVolume() async throws {
    let volume = try Volume(kilobytes: 512)
    defer { volume.remove() }
    try await withDatabase(in: volume.path, setUp: [notesTable]) { database, _ in
      let ballast = volume.path + "/ballast"
      try Data(count: 250 * 1_024).write(to: URL(filePath: ballast))
      try await database.run("INSERT INTO notes (text) VALUES ('before')")
      let errors = await withTaskGroup(of: SQLError?.self) { group in
        for _ in 0..<20 { group.addTask { await sqlError { try await Self.fill(database, rows: 30) } } }
        return await group.reduce(into: [SQLError?]()) { $0.append($1) }
      }
      let succeeded = errors.filter { $0 == nil }.count
      #expect(errors.contains(.diskFull))
      #expect(errors.allSatisfy { $0 == nil || $0 == .diskFull })
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 1 + 30 * succeeded)
      try FileManager.default.removeItem(atPath: ballast)
      try await Self.fill(database, rows: 10)
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 11 + 30 * succeeded)
      #expect(try await database.checkIntegrity() == [])
    }
  }

  @Test(
    "a commit that the disk refuses fails every write in it, and the next ones work",
    arguments: [
      (SQLITE_IOERR | (3 << 8), false, "unavailable"), (SQLITE_IOERR | (4 << 8), true, "unavailable"), (SQLITE_FULL, false, "full"),
      (SQLITE_IOERR | (12 << 8), false, "memory"),
    ])
  func refusedCommit(code: Int32, onSync: Bool, kind: String) async throws {
    let disk = FaultyDisk()
    try await withDatabase(named: disk.name, setUp: [notesTable, "INSERT INTO notes (text) VALUES ('before')"]) { database, path in
      disk.stall()
      let errors = try await withThrowingTaskGroup(of: SQLError?.self) { group in
        group.addTask { await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('first')") } }
        try await disk.untilStalled()
        for number in 0..<10 {
          group.addTask { await sqlError { try await database.run("INSERT INTO notes (text) VALUES (\("\(number)"))") } }
        }
        while database.metrics.queuedWrites < 11 { try await Task.sleep(for: .milliseconds(1)) }
        if onSync { disk.answerSyncs(with: code) } else { disk.answerWrites(with: code) }
        disk.resume()
        return try await group.reduce(into: [SQLError?]()) { $0.append($1) }
      }
      let failed = errors.compactMap(\.self)
      // A write already past its fsync-less part may succeed; with a failing fsync the first fails as well.
      #expect(failed.count == (onSync ? 11 : 10))
      #expect(
        failed.allSatisfy { error in
          switch error {
          case .unavailable: kind == "unavailable"
          case .diskFull: kind == "full"
          case .outOfMemory: kind == "memory"
          default: false
          }
        })
      #expect(database.metrics.failedCommits > 0)
      let stored = try await database.values("SELECT text FROM notes ORDER BY id", as: String.self)
      #expect(stored == (onSync ? ["before"] : ["before", "first"]))
      disk.answerWrites(with: SQLITE_OK)
      disk.answerSyncs(with: SQLITE_OK)
      try await database.run("INSERT INTO notes (text) VALUES ('after')")
      #expect(try await database.values("SELECT text FROM notes ORDER BY id", as: String.self) == stored + ["after"])
      #expect(try await database.checkIntegrity() == [])
      // What was refused must not come back by recovery either.
      let copy = try CrashCopy(of: path)
      defer { copy.remove() }
      let recovered = try await Database.open("sqlite:" + copy.path)
      #expect(try await recovered.values("SELECT text FROM notes ORDER BY id", as: String.self) == stored + ["after"])
      await recovered.close()
    }
  }

  @Test("another process that holds the lock makes writes busy, not reads")
  func busy() async throws {
    var options = DatabaseOptions()
    options.busyTimeout = .milliseconds(30)
    try await withDatabase(options, setUp: [notesTable]) { database, path in
      var other: OpaquePointer?
      #expect(sqlite3_open(path, &other) == SQLITE_OK)
      #expect(sqlite3_exec(other, "BEGIN IMMEDIATE; INSERT INTO notes (text) VALUES ('other')", nil, nil, nil) == SQLITE_OK)
      let errors = await withTaskGroup(of: SQLError?.self) { group in
        for _ in 0..<10 { group.addTask { await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('mine')") } } }
        return await group.reduce(into: [SQLError?]()) { $0.append($1) }
      }
      #expect(errors.allSatisfy { $0 == .busy })
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 0)
      #expect(sqlite3_exec(other, "COMMIT", nil, nil, nil) == SQLITE_OK)
      sqlite3_close(other)
      try await database.run("INSERT INTO notes (text) VALUES ('mine')")
      #expect(try await database.values("SELECT text FROM notes ORDER BY id", as: String.self) == ["other", "mine"])
    }
  }

  @Test("a file that is no database is not opened")
  func notADatabase() async throws {
    let path = NSTemporaryDirectory() + UUID().uuidString + ".db"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: path))
    #expect(await sqlError { _ = try await Database.open("sqlite:" + path) } == .corrupt("file is not a database"))
  }

  @Test("a damaged page is found by the check and told by a read")
  func damaged() async throws {
    let folder = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/test.db"
    let healthy = try await Database.open("sqlite:" + path)
    try await healthy.run(notesTable)
    try await Self.fill(healthy, rows: 100)
    await healthy.close()
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.seek(toOffset: 4_096)
    try file.write(contentsOf: Data(repeating: 0xff, count: 4_096 * 20))
    try file.close()
    let database = try await Database.open("sqlite:" + path)
    #expect(try await !database.checkIntegrity().isEmpty)
    guard case .corrupt = await sqlError({ _ = try await database.values("SELECT text FROM notes", as: String.self) }) else {
      Issue.record("the damage was not noticed")
      return
    }
    await database.close()
  }

  @Test("an unusable place or URL is told at once")
  func unusable() async throws {
    guard case .unavailable = await sqlError({ _ = try await Database.open("sqlite:/proc/nowhere/test.db") }) else {
      Issue.record("opened /proc/nowhere")
      return
    }
    for url in ["", "mysql://host", "sqlite:", "sqlite::memory:"] {
      guard case .misuse = await sqlError({ _ = try await Database.open(url) }) else { Issue.record("opened \(url)"); continue }
    }
  }

  @Test("a slow statement is reported with its text and without its values")
  func slowStatement() async throws {
    let reports = Shared<[String]>([])
    var options = DatabaseOptions()
    options.slowStatement = .zero
    options.onSlowStatement = { text, _ in reports.change { $0.append(text) } }
    try await withDatabase(options, setUp: [notesTable]) { database, _ in
      try await database.run("INSERT INTO notes (text) VALUES (\("a secret"))")
      #expect(reports.value.last == "INSERT INTO notes (text) VALUES ($1)")
      #expect(database.metrics.slowStatements == database.metrics.statements)
      #expect(database.metrics.statements == 2)
    }
  }
}

/// A small file system of its own. Needs root.
struct Volume {
  let path: String

  static var isPossible: Bool { geteuid() == 0 && (try? Volume(kilobytes: 64))?.remove() != nil }

  init(kilobytes: Int) throws {
    path = NSTemporaryDirectory() + "volume-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      rmdir(path)
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  func remove() {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }
}
