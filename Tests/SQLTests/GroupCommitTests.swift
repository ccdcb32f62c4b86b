import Foundation
import SQLTesting
import Synchronization
import Testing

@testable import SQL

@Suite("Group commit", .enabled(if: !TestDatabase.isPostgres)) struct GroupCommitTests {
  struct Refused: Error, Equatable { let number: Int }

  @Test("keeps exactly the writes that returned, whatever their neighbours do", arguments: [1, 2, 3])
  func failingNeighbours(seed: UInt64) async throws {
    try await withDatabase(setUp: [notesTable, "CREATE UNIQUE INDEX notes_text ON notes (text)"]) { database, _ in
      let kept = Shared<Set<String>>([])
      await withTaskGroup(of: Void.self) { group in
        for writer in 0..<32 {
          group.addTask {
            var chance = Seeded(seed &* 1_000 &+ UInt64(writer))
            for turn in 0..<25 {
              let number = writer * 100 + turn
              let way = Int.random(in: 0..<5, using: &chance)
              let error = await errorOf {
                try await database.write { transaction in
                  try await transaction.run("INSERT INTO notes (text) VALUES (\("a\(number)"))")
                  if way == 1 { throw Refused(number: number) }
                  if way == 2 { try await transaction.run("INSERT INTO notes (text) VALUES (\("a\(number)"))") }
                  if way == 3 { await Task.yield() }
                  if way == 4 { _ = try? await transaction.run("INSERT INTO nowhere VALUES (1)") }
                  try await transaction.run("INSERT INTO notes (text) VALUES (\("b\(number)"))")
                }
              }
              switch way {
              case 1: #expect(error as? Refused == Refused(number: number))
              case 2: #expect(error as? SQLError == .uniqueViolation(index: "notes_text"))
              case 4: #expect(error as? SQLError == .statement("no such table: nowhere"))
              default:
                #expect(error == nil)
                kept.change { $0.formUnion(["a\(number)", "b\(number)"]) }
              }
            }
          }
        }
      }
      let stored: [String] = try await database.values("SELECT text FROM notes")
      #expect(Set(stored) == kept.value)
      #expect(stored.count == kept.value.count)
    }
  }

  @Test("commits together what arrives while the disk is busy")
  func sharing() async throws {
    let disk = FaultyDisk()
    var options = DatabaseOptions()
    options.batchTime = .seconds(60)
    try await withDatabase(options, named: disk.name, setUp: [notesTable]) { database, _ in
      let before = database.metrics
      disk.stall()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await database.run("INSERT INTO notes (text) VALUES ('first')") }
        try await disk.untilStalled()
        for number in 0..<40 { group.addTask { try await database.run("INSERT INTO notes (text) VALUES (\("\(number)"))") } }
        while database.metrics.queuedWrites < 41 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 0)
        disk.resume()
        try await group.waitForAll()
      }
      let after = database.metrics
      #expect(after.committedWrites - before.committedWrites == 41)
      // A write is counted a moment before it stands in the queue, so the last one may come too late for the others.
      #expect((2...3).contains(after.commits - before.commits))
      #expect(after.queuedWrites == 0)
    }
  }

  @Test("runs neighbours again when a write fails that has changed something, and then keeps them apart")
  func repeatedNeighbours() async throws {
    let disk = FaultyDisk()
    var options = DatabaseOptions()
    (options.batchTime, options.carefulTime) = (.seconds(60), .seconds(3_600))
    try await withDatabase(options, named: disk.name, setUp: [notesTable]) { database, _ in
      /// One write that keeps the disk busy, twenty that succeed, one that fails, all of the latter in one batch.
      func round(_ name: String, failing: @escaping @Sendable (Transaction) async throws -> Void) async throws {
        disk.stall()
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await database.run("INSERT INTO notes (text) VALUES (\(name + " first"))") }
          try await disk.untilStalled()
          for number in 0..<20 { group.addTask { try await database.run("INSERT INTO notes (text) VALUES (\(name + " \(number)"))") } }
          while database.metrics.queuedWrites < 21 { try await Task.sleep(for: .milliseconds(1)) }
          group.addTask {
            let error = await errorOf { try await database.write(failing) }
            #expect(error as? Refused == Refused(number: 1))
          }
          while database.metrics.queuedWrites < 22 { try await Task.sleep(for: .milliseconds(1)) }
          disk.resume()
          try await group.waitForAll()
        }
      }
      try await round("one") { transaction in
        _ = try await transaction.values("SELECT text FROM notes", as: String.self)
        try await transaction.run("UPDATE notes SET text = 'none' WHERE text = 'nothing like it'")
        throw Refused(number: 1)
      }
      #expect(database.metrics.retries == 0, "it had changed nothing")
      try await round("two") { transaction in
        try await transaction.run("INSERT INTO notes (text) VALUES ('undone')")
        throw Refused(number: 1)
      }
      #expect(database.metrics.retries == 20)
      try await round("three") { transaction in
        try await transaction.run("INSERT INTO notes (text) VALUES ('undone')")
        throw Refused(number: 1)
      }
      #expect(database.metrics.retries == 20, "each had a savepoint by then")
      let stored: [String] = try await database.values("SELECT text FROM notes")
      #expect(stored.count == 63 && Set(stored).count == 63 && !stored.contains("undone"))
      #expect(database.metrics.failedCommits == 0)
    }
  }

  @Test(
    "undoes a failing write whatever it has done",
    arguments: [
      "INSERT INTO notes (text) VALUES ('new')", "INSERT INTO notes (text) VALUES ('new') RETURNING id", "UPDATE notes SET text = 'new'",
      "DELETE FROM notes", "CREATE TABLE other (id INTEGER)", "ALTER TABLE notes ADD COLUMN more TEXT", "DROP TABLE notes",
      "CREATE INDEX notes_text ON notes (text)",
    ])
  func undoing(statement: String) async throws {
    try await withDatabase(setUp: [notesTable]) { database, _ in
      try await database.run("INSERT INTO notes (text) VALUES ('old')")
      let before = try await database.schemaDump()
      for isQuery in [false, true] {
        let error = await errorOf {
          try await database.write { transaction in
            if isQuery {
              _ = try await transaction.first(SQL(verbatim: statement)) { _ in true }
            } else {
              try await transaction.run(SQL(verbatim: statement))
            }
            throw Refused(number: 1)
          }
        }
        #expect(error as? Refused == Refused(number: 1))
        #expect(try await database.values("SELECT text FROM notes", as: String.self) == ["old"])
        #expect(try await database.schemaDump() == before)
      }
    }
  }

  @Test("counts right when fifty tasks race for one row")
  func race() async throws {
    try await withDatabase(setUp: [
      "CREATE TABLE counters (id INTEGER PRIMARY KEY, value BIGINT NOT NULL)", "INSERT INTO counters VALUES (1, 0)",
    ]) {
      database, _ in
      let seen = try await withThrowingTaskGroup(of: [Int].self) { group in
        for _ in 0..<50 {
          group.addTask {
            var mine: [Int] = []
            for _ in 0..<10 {
              mine.append(
                try await database.write { transaction in
                  let value = try await transaction.value("SELECT value FROM counters WHERE id = 1", as: Int.self)! + 1
                  try await transaction.run("UPDATE counters SET value = \(value) WHERE id = 1")
                  return value
                })
            }
            return mine
          }
        }
        return try await group.reduce(into: [Int]()) { $0 += $1 }
      }
      #expect(seen.sorted() == Array(1...500))
    }
  }

  @Test("lets exactly one of fifty win a unique name")
  func uniqueRace() async throws {
    try await withDatabase(setUp: [notesTable, "CREATE UNIQUE INDEX notes_text ON notes (text)"]) { database, _ in
      let errors = await withTaskGroup(of: SQLError?.self) { group in
        for _ in 0..<50 { group.addTask { await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('only')") } } }
        return await group.reduce(into: [SQLError?]()) { $0.append($1) }
      }
      #expect(errors.filter { $0 == nil }.count == 1)
      #expect(errors.filter { $0 == .uniqueViolation(index: "notes_text") }.count == 49)
    }
  }

  @Test("lets a body wait for something else and keeps it apart from those behind it")
  func suspendedBody() async throws {
    try await withDatabase(setUp: [notesTable]) { database, _ in
      let (signal, trigger) = AsyncStream<Void>.makeStream()
      async let slow = database.write { transaction in
        try await transaction.run("INSERT INTO notes (text) VALUES ('slow begins')")
        for await _ in signal { break }
        return try await transaction.values("SELECT text FROM notes ORDER BY id", as: String.self)
      }
      while database.metrics.queuedWrites < 1 { await Task.yield() }
      async let quick = database.run("INSERT INTO notes (text) VALUES ('quick')")
      while database.metrics.queuedWrites < 2 { await Task.yield() }
      trigger.yield()
      let seen = try await slow
      _ = try await quick
      #expect(!seen.contains("quick") || seen.first == "quick")
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 2)
    }
  }

  @Test("refuses a write or a read inside a write instead of waiting for itself")
  func nesting() async throws {
    try await withDatabase(setUp: [notesTable]) { database, _ in
      let inner = Shared<[SQLError?]>([])
      try await database.write { transaction in
        let write = await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('inner')") }
        async let child = sqlError { try await database.run("INSERT INTO notes (text) VALUES ('child')") }
        let read = await sqlError { _ = try await database.value("SELECT 1", as: Int.self) }
        let errors = [write, await child, read]
        inner.change { $0 = errors }
        try await transaction.run("INSERT INTO notes (text) VALUES ('outer')")
      }
      for error in inner.value {
        guard case .misuse = error else { Issue.record("got \(String(describing: error))"); continue }
      }
      #expect(try await database.values("SELECT text FROM notes", as: String.self) == ["outer"])
    }
  }

  @Test("lets a task that a body started write once the body has ended")
  func outlivingTask() async throws {
    try await withDatabase(setUp: [notesTable]) { database, _ in
      let (signal, trigger) = AsyncStream<Void>.makeStream()
      let task = try await database.write { transaction in
        try await transaction.run("INSERT INTO notes (text) VALUES ('body')")
        return Task {
          for await _ in signal { break }
          return try await database.run("INSERT INTO notes (text) VALUES ('later')")
        }
      }
      trigger.yield()
      #expect(try await task.value == 1)
    }
  }

  @Test("carries the caller's task: its local values, and its return to where it came from")
  func callersTask() async throws {
    try await withDatabase(setUp: [notesTable]) { database, _ in
      let seen = try await Caller.$name.withValue("me") { try await database.write { _ in Caller.name } }
      #expect(seen == "me")
      let onMain = try await Task { @MainActor in
        try await database.run("INSERT INTO notes (text) VALUES ('from main')")
        MainActor.assertIsolated()
        return true
      }.value
      #expect(onMain)
    }
  }

  enum Caller { @TaskLocal static var name = "nobody" }

  @Test("undoes a savepoint alone and goes on")
  func savepoints() async throws {
    try await withDatabase(setUp: [notesTable, "CREATE UNIQUE INDEX notes_text ON notes (text)"]) { database, _ in
      try await database.write { transaction in
        try await transaction.run("INSERT INTO notes (text) VALUES ('kept')")
        let error = await sqlError {
          try await transaction.savepoint {
            try await transaction.run("INSERT INTO notes (text) VALUES ('gone')")
            try await transaction.savepoint { try await transaction.run("INSERT INTO notes (text) VALUES ('gone too')") }
            try await transaction.run("INSERT INTO notes (text) VALUES ('kept')")
          }
        }
        #expect(error == .uniqueViolation(index: "notes_text"))
        try await transaction.run("INSERT INTO notes (text) VALUES ('after')")
      }
      #expect(try await database.values("SELECT text FROM notes ORDER BY id", as: String.self) == ["kept", "after"])
    }
  }

  @Test("does not let a deferred foreign key of one write fail the others")
  func deferredForeignKey() async throws {
    let tables: [SQL] = [
      "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
      "CREATE TABLE children (id INTEGER PRIMARY KEY, parent BIGINT NOT NULL REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
    ]
    let disk = FaultyDisk()
    try await withDatabase(named: disk.name, setUp: tables) { database, _ in
      disk.stall()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await database.run("INSERT INTO parents VALUES (1)") }
        try await disk.untilStalled()
        group.addTask { try await database.run("INSERT INTO parents VALUES (2)") }
        group.addTask {
          let error = await sqlError { try await database.run("INSERT INTO children (parent) VALUES (99)") }
          #expect(error == .foreignKeyViolation)
        }
        group.addTask {
          try await database.write { transaction in
            try await transaction.run("INSERT INTO children (parent) VALUES (3)")
            try await transaction.run("INSERT INTO parents VALUES (3)")
          }
        }
        while database.metrics.queuedWrites < 4 { try await Task.sleep(for: .milliseconds(1)) }
        disk.resume()
        try await group.waitForAll()
      }
      #expect(try await database.values("SELECT id FROM parents ORDER BY id", as: Int.self) == [1, 2, 3])
      #expect(try await database.values("SELECT parent FROM children", as: Int.self) == [3])
    }
  }

  @Test("refuses at once what the queue cannot hold")
  func overload() async throws {
    let disk = FaultyDisk()
    var options = DatabaseOptions()
    options.writeQueue = 5
    try await withDatabase(options, named: disk.name, setUp: [notesTable]) { database, _ in
      disk.stall()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<5 { group.addTask { try await database.run("INSERT INTO notes (text) VALUES ('in')") } }
        while database.metrics.queuedWrites < 5 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('out')") } == .overloaded)
        #expect(database.metrics.refusedWrites == 1)
        disk.resume()
        try await group.waitForAll()
      }
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 5)
      try await database.run("INSERT INTO notes (text) VALUES ('in again')")
    }
  }

  @Test("finishes what it accepted when closed, and refuses the rest")
  func closing() async throws {
    let disk = FaultyDisk()
    try await withDatabase(named: disk.name, setUp: [notesTable]) { database, path in
      disk.stall()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 { group.addTask { try await database.run("INSERT INTO notes (text) VALUES (\("\(number)"))") } }
        while database.metrics.queuedWrites < 20 { try await Task.sleep(for: .milliseconds(1)) }
        group.addTask { await database.close() }
        // A ping would wait for the disk: if the last write was long ago, it writes.
        while await sqlError({ _ = try await database.value("SELECT 1", as: Int.self) }) != .closed {
          try await Task.sleep(for: .milliseconds(1))
        }
        disk.resume()
        try await group.waitForAll()
      }
      #expect(await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('late')") } == .closed)
      #expect(await sqlError { _ = try await database.read { _ in 1 } } == .closed)
      #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
      let again = try await Database.open("sqlite:" + path)
      #expect(try await again.value("SELECT count(*) FROM notes", as: Int.self) == 20)
      await again.close()
    }
  }

  @Test("leaves nothing behind when the last reference goes without a close")
  func abandoned() async throws {
    let folder = NSTemporaryDirectory() + "sql-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var database: Database? = try await Database.open("sqlite:\(folder)/test.db")
    try await database?.run("CREATE TABLE t (a)")
    database = nil
    while FileManager.default.fileExists(atPath: folder + "/test.db-wal") { try await Task.sleep(for: .milliseconds(2)) }
  }
}
