import Foundation
import SQLTesting
import Testing

@testable import SQL

@Suite("The file", .enabled(if: !TestDatabase.isPostgres)) struct FileTests {
  @Test("copied at any moment, as a crash would leave it, holds every write that had returned")
  func tornState() async throws {
    try await withDatabase(setUp: [notesTable]) { database, path in
      let acknowledged = Shared<Set<Int>>([])
      let stop = Shared(false)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<16 {
          group.addTask {
            var number = writer
            while !stop.value {
              let own = number
              try await database.write { transaction in
                try await transaction.run("INSERT INTO notes (id, text) VALUES (\(2 * own), \("first half of \(own)"))")
                try await transaction.run("INSERT INTO notes (id, text) VALUES (\(2 * own + 1), \("second half of \(own)"))")
              }
              acknowledged.change { $0.insert(own) }
              number += 16
            }
          }
        }
        for _ in 0..<12 {
          try await Task.sleep(for: .milliseconds(15))
          // The database file never changes before a checkpoint, and these tests write less than one takes.
          let before = acknowledged.value
          let copy = try CrashCopy(of: path)
          defer { copy.remove() }
          let recovered = try await Database.open("sqlite:" + copy.path)
          #expect(try await recovered.checkIntegrity() == [])
          let ids = Set(try await recovered.values("SELECT id FROM notes", as: Int.self))
          #expect(before.allSatisfy { ids.contains(2 * $0) && ids.contains(2 * $0 + 1) })
          #expect(ids.allSatisfy { ids.contains($0 ^ 1) })
          await recovered.close()
        }
        stop.change { $0 = true }
        try await group.waitForAll()
      }
      #expect(!acknowledged.value.isEmpty)
    }
  }

  @Test("is backed up whole while it is written to, and never over an existing file")
  func backup() async throws {
    try await withDatabase(setUp: [notesTable]) { database, path in
      try await FailureTests.fill(database, rows: 500)
      let target = path + ".backup"
      async let writing: Void = {
        for _ in 0..<50 {
          try await database.write { transaction in
            try await transaction.run("INSERT INTO notes (text) VALUES ('a')")
            try await transaction.run("INSERT INTO notes (text) VALUES ('b')")
          }
        }
      }()
      try await database.backup(to: target)
      try await writing
      let copy = try await Database.open("sqlite:" + target)
      let count = try await copy.value("SELECT count(*) FROM notes", as: Int.self)!
      #expect(count >= 500 && count <= 600 && count % 2 == 0)
      #expect(try await copy.checkIntegrity() == [])
      await copy.close()
      #expect(await sqlError { try await database.backup(to: target) } == .misuse("\(target) exists already"))
      guard case .unavailable = await sqlError({ try await database.backup(to: "/proc/nowhere/backup") }) else {
        Issue.record("backed up to /proc/nowhere")
        return
      }
    }
  }

  @Test("reports rows that refer to nothing")
  func danglingReference() async throws {
    try await withDatabase(setUp: [
      "CREATE TABLE parents (id INTEGER PRIMARY KEY)", "CREATE TABLE children (parent BIGINT REFERENCES parents)",
    ]) {
      database, path in
      let shell = try SQLiteConnection(path: path, access: .readWrite, options: DatabaseOptions())
      try shell.script("PRAGMA foreign_keys = OFF; INSERT INTO children VALUES (7)")
      shell.close()
      #expect(try await database.checkIntegrity() == ["row 1 of children refers to a row of parents that does not exist"])
    }
  }

  @Test("tells its plans and its schema")
  func plansAndSchema() async throws {
    try await withDatabase(setUp: [
      notesTable, "CREATE INDEX notes_text ON notes (text)", "CREATE VIRTUAL TABLE search USING fts5(text)",
      "CREATE VIEW recent AS SELECT * FROM notes",
    ]) { (database, _) async throws in
      #expect(
        try await database.explain("SELECT id FROM notes WHERE text = \("x")") == ["SEARCH notes USING COVERING INDEX notes_text (text=?)"])
      #expect(try await database.explain("SELECT id FROM notes WHERE text LIKE \("%x")").first?.hasPrefix("SCAN notes") == true)
      #expect(
        try await database.schemaDump() == """
          CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);

          CREATE VIRTUAL TABLE search USING fts5(text);

          CREATE VIEW recent AS SELECT * FROM notes;

          CREATE INDEX notes_text ON notes (text);

          """)
    }
  }
}
