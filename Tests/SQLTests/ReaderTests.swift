import Foundation
import SQLTesting
import Testing

@testable import SQL

@Suite("Reading", .enabled(if: !TestDatabase.isPostgres)) struct ReaderTests {
  @Test("a read sees one state, whatever is written meanwhile; a statement alone sees the newest")
  func snapshot() async throws {
    try await withDatabase(setUp: [notesTable, "INSERT INTO notes (text) VALUES ('one')"]) { database, _ in
      let counts = try await database.read { connection in
        let before = try await connection.value("SELECT count(*) FROM notes", as: Int.self)
        let writing = Task.detached { try await database.run("INSERT INTO notes (text) VALUES ('two')") }
        _ = try await writing.value
        return [before, try await connection.value("SELECT count(*) FROM notes", as: Int.self)]
      }
      #expect(counts == [1, 1])
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 2)
    }
  }

  @Test("runs on the calling thread while a connection is free")
  func inline() async throws {
    try await withDatabase { database, _ in
      let same = try await Task { @MainActor in
        try await database.read { connection in
          MainActor.assertIsolated()
          return try await connection.value("SELECT 1", as: Int.self) == 1
        }
      }.value
      #expect(same)
    }
  }

  @Test("serves those who wait in the order they came")
  func fairness() async throws {
    var options = DatabaseOptions()
    options.readers = 1
    // They wait until all ten have come, however slow the machine is.
    options.readerWait = .seconds(600)
    try await withDatabase(options) { database, _ in
      let order = Shared<[Int]>([])
      let (signal, trigger) = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await database.read { _ in for await _ in signal { break } } }
        try await Task.sleep(for: .milliseconds(20))
        for number in 0..<10 {
          let waits = database.metrics.readerWaits
          group.addTask { try await database.read { _ in order.change { $0.append(number) } } }
          while database.metrics.readerWaits == waits { try await Task.sleep(for: .milliseconds(1)) }
        }
        trigger.yield()
        try await group.waitForAll()
      }
      #expect(order.value == Array(0..<10))
    }
  }

  @Test("gives up after the agreed wait, and the pool stays whole")
  func timeout() async throws {
    var options = DatabaseOptions()
    options.readers = 2
    options.readerWait = .milliseconds(30)
    try await withDatabase(options) { database, _ in
      let (signal, trigger) = AsyncStream<Void>.makeStream()
      let holders = (0..<2).map { _ in Task { try await database.read { _ in for await _ in signal { break } } } }
      while await sqlError({ try await database.ping() }) != .overloaded { await Task.yield() }
      #expect(database.metrics.readerTimeouts == 1)
      trigger.finish()
      for holder in holders { try await holder.value }
      for _ in 0..<5 { try await database.ping() }
    }
  }

  @Test("many readers and a writer never see a change half done")
  func consistency() async throws {
    try await withDatabase(setUp: [
      "CREATE TABLE pairs (id INTEGER PRIMARY KEY, value BIGINT NOT NULL)", "INSERT INTO pairs VALUES (1, 0), (2, 0)",
    ]) {
      database, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for value in 1...100 {
            try await database.write { transaction in
              try await transaction.run("UPDATE pairs SET value = \(value) WHERE id = 1")
              await Task.yield()
              try await transaction.run("UPDATE pairs SET value = \(value) WHERE id = 2")
            }
          }
        }
        for _ in 0..<8 {
          group.addTask {
            for _ in 0..<100 {
              let (one, two) = try await database.read { connection in
                let one = try await connection.value("SELECT value FROM pairs WHERE id = 1", as: Int.self)
                await Task.yield()
                return (one, try await connection.value("SELECT value FROM pairs WHERE id = 2", as: Int.self))
              }
              #expect(one == two)
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("an error in a body gives the connection back")
  func errorInBody() async throws {
    struct Mine: Error {}
    var options = DatabaseOptions()
    options.readers = 1
    try await withDatabase(options) { database, _ in
      for _ in 0..<3 { #expect(await errorOf { try await database.read { _ in throw Mine() } } is Mine) }
      #expect(
        await sqlError { _ = try await database.value("SELECT * FROM nowhere", as: Int.self) } == .statement("no such table: nowhere"))
      try await database.ping()
    }
  }

  @Test("cannot change anything")
  func readOnly() async throws {
    try await withDatabase(setUp: [notesTable]) { (database, _) async throws in
      let error = await errorOf { _ = try await database.values("INSERT INTO notes (text) VALUES ('x') RETURNING id", as: Int.self) }
      #expect(error != nil)
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 0)
    }
  }
}
