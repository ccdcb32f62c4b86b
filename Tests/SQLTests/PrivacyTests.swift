import Foundation
import SQLTesting
import Testing

@testable import SQL

@Suite("What others may read", .enabled(if: !TestDatabase.isPostgres)) struct PrivacyTests {
  @Test("is nothing of the database, its log and its backup, whatever the umask")
  func rights() async throws {
    try await withDatabase(setUp: [notesTable]) { database, path in
      try await database.backup(to: path + ".backup")
      for file in [path, path + "-wal", path + "-shm", path + ".backup"] {
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600, "\(file)")
      }
      let folder = (path as NSString).deletingLastPathComponent
      #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.contains("partial") })
    }
  }

  /// Short texts share a page, long ones have pages of their own, which deleting gives back.
  @Test("is nothing that was deleted, in the database, its log or a backup", arguments: [40, 3_900, 30_000])
  func deleted(length: Int) async throws {
    let secret = "the-deleted-text"
    let text = secret + String(repeating: "x", count: length - 2 * secret.utf8.count) + secret
    try await withDatabase(setUp: [notesTable, "CREATE INDEX notes_text ON notes (text) WHERE id % 2 = 0"]) { database, path in
      for number in 0..<200 {
        let kept = "kept \(number)"
        try await database.write { transaction in
          try await transaction.run("INSERT INTO notes (text) VALUES (\(number % 4 == 0 ? text : kept))")
        }
      }
      let before = try Self.occurrences(of: secret, besides: path)
      #expect(before > 0)
      try await database.run("UPDATE notes SET text = '' WHERE text = \(text) AND id % 3 = 0")
      try await database.run("DELETE FROM notes WHERE text = \(text)")
      try await database.eraseRemains()
      #expect(try Self.occurrences(of: secret, besides: path) == 0)
      try await database.backup(to: path + ".backup")
      #expect(try Self.occurrences(of: secret, besides: path) == 0)
      #expect(try Self.occurrences(of: "kept 1", besides: path) > 0)
    }
  }

  @Test("left by an earlier release in free pages, is not in a backup")
  func freePages() async throws {
    let secret = "the-deleted-text"
    try await withDatabase(setUp: [notesTable]) { database, path in
      let careless = try SQLiteConnection(path: path, access: .readWrite, options: DatabaseOptions())
      try careless.script("PRAGMA secure_delete = OFF; INSERT INTO notes (text) VALUES (printf('%.*c', 9000, 'x') || '\(secret)')")
      try careless.script("DELETE FROM notes; PRAGMA wal_checkpoint(TRUNCATE)")
      careless.close()
      #expect(try Self.occurrences(of: secret, besides: path) == 1)
      try await database.backup(to: path + ".backup")
      #expect(try Self.occurrences(of: secret, in: path + ".backup") == 0)
    }
  }

  /// In every file whose name begins with the path.
  private static func occurrences(of text: String, besides path: String) throws -> Int {
    let folder = (path as NSString).deletingLastPathComponent
    return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) {
      try $0 + occurrences(of: text, in: folder + "/" + $1)
    }
  }

  private static func occurrences(of text: String, in file: String) throws -> Int {
    let bytes = try Data(contentsOf: URL(filePath: file))
    var (count, start) = (0, bytes.startIndex)
    while let found = bytes.range(of: Data(text.utf8), in: start..<bytes.endIndex) {
      count += 1
      start = found.upperBound
    }
    return count
  }
}

@Suite("A database that answers and takes no changes", .enabled(if: !TestDatabase.isPostgres)) struct WritabilityTests {
  @Test("is told by a ping, until a write succeeds")
  func moved() async throws {
    try await withDatabase(setUp: [notesTable]) { database, path in
      try await database.ping()
      // To SQLite a database that was moved away is one not to be written to.
      try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
      guard case .readOnly = await sqlError({ try await database.run("INSERT INTO notes (text) VALUES ('x')") }) else {
        Issue.record("wrote into a file that is not there")
        return
      }
      guard case .readOnly = await sqlError({ try await database.ping() }) else {
        Issue.record("a ping takes no notice")
        return
      }
      try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
      try await Task.sleep(for: .milliseconds(1_100))
      try await database.ping()
      try await database.run("INSERT INTO notes (text) VALUES ('x')")
    }
  }

  @Test("is told to a write during which it was moved away")
  func movedMeanwhile() async throws {
    try await withDatabase(setUp: [notesTable]) { database, path in
      let error = await sqlError {
        try await database.write { transaction in
          try await transaction.run("INSERT INTO notes (text) VALUES ('x')")
          try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        }
      }
      guard case .readOnly = error else {
        Issue.record("acknowledged a write into a file that the next process does not find")
        return
      }
      try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
      #expect(try await database.value("SELECT COUNT(*) FROM notes") == 0)
    }
  }

  @Test("is found out without anybody writing, now and then")
  func attempts() {
    let second: UInt64 = 1_000_000_000
    let state = Writability(now: 100 * second)
    #expect(!state.isAttemptDue(at: 109 * second) && state.isAttemptDue(at: 110 * second))
    #expect(!state.isAttemptDue(at: 110 * second + 1), "one finds out for all")
    state.failed(.readOnly("x"))
    #expect(throws: SQLError.readOnly("x")) { try state.require() }
    #expect(state.isAttemptDue(at: 111 * second) && !state.isAttemptDue(at: 111 * second))
    state.failed(.uniqueViolation(index: "i"))
    #expect(throws: SQLError.readOnly("x")) { try state.require() }
    state.succeeded(at: 112 * second)
    #expect(throws: Never.self) { try state.require() }
    #expect(!state.isAttemptDue(at: 113 * second))
  }

  @Test("is not opened when the file may not be written to", .enabled(if: geteuid() != 0))
  func closedFile() async throws {
    try await withDatabase(setUp: [notesTable]) { database, path in
      try await database.backup(to: path + ".copy")
      try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path + ".copy")
      guard case .readOnly = await sqlError({ _ = try await Database.open("sqlite:" + path + ".copy") }) else {
        Issue.record("opened")
        return
      }
    }
  }
}

@Suite("The connections a server grants") struct ConnectionAllowanceTests {
  @Test("are learnt from refusals, and tried for again while somebody waits")
  func learning() {
    var allowance = ConnectionAllowance()
    #expect(allowance.granted == nil && allowance.step(waiting: 5, at: .seconds(1)) == .forget)
    allowance.refused(open: 3, at: .seconds(10))
    #expect(allowance.granted == 3)
    #expect(allowance.step(waiting: 5, at: .seconds(10)) == .wait)
    #expect(allowance.step(waiting: 0, at: .seconds(11)) == .wait, "nobody needs more")
    #expect(allowance.step(waiting: 1, at: .seconds(11)) == .probe)
    allowance.refused(open: 3, at: .seconds(11))
    #expect(allowance.step(waiting: 1, at: .seconds(15)) == .wait && allowance.step(waiting: 1, at: .seconds(16)) == .probe)
    allowance.opened(open: 4)
    #expect(allowance.granted == 4 && allowance.step(waiting: 1, at: .seconds(16)) == .probe, "there may be more")
    #expect(allowance.step(waiting: 0, at: .seconds(72)) == .forget && allowance.granted == nil)
  }

  @Test("may be none, which is soon tried again")
  func none() {
    var allowance = ConnectionAllowance()
    allowance.refused(open: 0, at: .seconds(1))
    allowance.refused(open: 0, at: .seconds(1))
    #expect(allowance.granted == 0 && allowance.step(waiting: 1, at: .milliseconds(1_100)) == .probe)
  }
}
