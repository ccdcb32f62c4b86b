import Foundation
import SQLTesting
import System
import Testing

@testable import SQL

@Suite("PostgreSQL", .enabled(if: TestDatabase.isPostgres)) struct PostgresTests {
  @Test("answers many reads at once, each with its own rows, beside reads that fail")
  func pipelines() async throws {
    try await withPostgres { database, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<500 {
          group.addTask {
            if number % 7 == 0 {
              #expect(
                await sqlError { _ = try await database.value("SELECT 1 / \(0)", as: Int.self) }
                  == .statement("a value does not fit (22012)"))
            } else if number % 11 == 0 {
              guard case .statement = await sqlError({ _ = try await database.value("SELECT nothing", as: Int.self) }) else {
                Issue.record("a wrong statement did not fail")
                return
              }
            } else {
              let sum = try await database.value("SELECT \(number) + \(1)", as: Int.self)
              #expect(sum == number + 1)
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("reads in one snapshot, and refuses changes outside a transaction")
  func snapshots() async throws {
    try await withPostgres(setUp: [notesTable, "INSERT INTO notes (text) VALUES ('one')"]) { (database, _) async throws in
      let counts = try await database.read { connection in
        let before = try await connection.value("SELECT count(*) FROM notes", as: Int.self)
        _ = try await Task.detached { try await database.run("INSERT INTO notes (text) VALUES ('two')") }.value
        return [before, try await connection.value("SELECT count(*) FROM notes", as: Int.self)]
      }
      #expect(counts == [1, 1])
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 2)
      let alone = await sqlError { _ = try await database.value("INSERT INTO notes (text) VALUES ('x') RETURNING id", as: Int.self) }
      #expect(alone == .statement("cannot execute INSERT in a read-only transaction"))
      let inside = await sqlError {
        _ = try await database.read { try await $0.value("INSERT INTO notes (text) VALUES ('x') RETURNING id", as: Int.self) }
      }
      #expect(inside == .statement("cannot execute INSERT in a read-only transaction"))
    }
  }

  @Test("lets no statement be compiled before it runs, in reads and in transactions")
  func compiles() async throws {
    try await withPostgres { (database, _) async throws in
      let read = try await database.value("SELECT current_setting('jit')", as: String.self)
      let written = try await database.write { try await $0.value("SELECT current_setting('jit')", as: String.self) }
      #expect([read, written] == ["off", "off"])
    }
  }

  @Test("undoes a savepoint's statements and goes on")
  func savepoints() async throws {
    try await withPostgres(setUp: [notesTable]) { (database, _) async throws in
      try await database.write { transaction in
        try await transaction.run("INSERT INTO notes (id, text) VALUES (1, 'kept')")
        let error = await sqlError {
          try await transaction.savepoint {
            try await transaction.run("INSERT INTO notes (id, text) VALUES (2, 'undone')")
            try await transaction.run("INSERT INTO notes (id, text) VALUES (1, 'twice')")
          }
        }
        #expect(error == .uniqueViolation(index: "notes_pkey"))
        try await transaction.savepoint { try await transaction.run("INSERT INTO notes (id, text) VALUES (3, 'kept')") }
      }
      #expect(try await database.values("SELECT id FROM notes ORDER BY id", as: Int.self) == [1, 3])
    }
  }

  @Test("undoes what a body did that throws, and its connection serves the next")
  func bodyThrows() async throws {
    struct Change: Error {}
    try await withPostgres(setUp: [notesTable]) { (database, _) async throws in
      for _ in 0..<30 {
        let error = await errorOf {
          try await database.write { transaction in
            try await transaction.run("INSERT INTO notes (text) VALUES ('x')")
            throw Change()
          }
        }
        #expect(error is Change)
      }
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 0)
      #expect(database.metrics.connectionsInUse == 0)
      #expect(database.metrics.connectionsIdle == 1)
    }
  }

  @Test("repeats a transaction whose connection was lost before its commit")
  func lostBefore() async throws {
    try await withPostgres(setUp: [notesTable]) { (database, _) async throws in
      let attempts = Shared(0)
      try await database.write { transaction in
        attempts.change { $0 += 1 }
        try await transaction.run("INSERT INTO notes (text) VALUES ('once')")
        if attempts.value == 1 { _ = try await transaction.value("SELECT pg_terminate_backend(pg_backend_pid())", as: Bool.self) }
      }
      #expect(attempts.value == 2)
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 1)
      #expect(database.metrics.retries == 1)
    }
  }

  @Test("does not repeat a transaction whose connection was lost in its commit")
  func lostDuring() async throws {
    let setUp: [SQL] = [
      notesTable,
      """
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NEW; END'
      """,
      "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()",
    ]
    try await withPostgres(setUp: setUp) { (database, _) async throws in
      let attempts = Shared(0)
      let error = await sqlError {
        try await database.write { transaction in
          attempts.change { $0 += 1 }
          try await transaction.run("INSERT INTO notes (text) VALUES ('x')")
        }
      }
      guard case .unavailable = error else { Issue.record("\(String(describing: error))"); return }
      #expect(attempts.value == 1)
      guard case .unavailable = await sqlError({ try await database.run("INSERT INTO notes (text) VALUES ('x')") }) else {
        Issue.record("a lost statement was believed done")
        return
      }
      #expect(database.metrics.retries == 0)
    }
  }

  @Test("repeats transactions that met in a deadlock, until all are done")
  func meeting() async throws {
    try await withPostgres(setUp: [notesTable, "INSERT INTO notes (id, text) VALUES (1, '0'), (2, '0')"]) { (database, _) async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (first, second) in [(1, 2), (2, 1)] {
          group.addTask {
            try await database.write { transaction in
              try await transaction.run("UPDATE notes SET text = text || 'x' WHERE id = \(first)")
              try await Task.sleep(for: .milliseconds(100))
              try await transaction.run("UPDATE notes SET text = text || 'x' WHERE id = \(second)")
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await database.values("SELECT text FROM notes WHERE id < 3 ORDER BY id", as: String.self) == ["0xx", "0xx"])
    }
  }

  @Test("lends so many connections and no more; who waits too long is told that it is busy")
  func exhaustion() async throws {
    var options = TestDatabase.options
    (options.poolSize, options.poolOverflow, options.poolWait) = (1, 1, .milliseconds(200))
    options.poolOverflowTime = .milliseconds(50)
    let warnings = Shared<[Int]>([])
    options.onPoolExhausted = { count in warnings.change { $0.append(count) } }
    try await withPostgres(options, setUp: [notesTable]) { (database, _) async throws in
      let gate = Shared(false)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
          group.addTask {
            try await database.write { transaction in
              try await transaction.run("INSERT INTO notes (text) VALUES ('slow')")
              while !gate.value { try await Task.sleep(for: .milliseconds(5)) }
            }
          }
        }
        while database.metrics.connectionsInUse < 2 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await sqlError { try await database.run("INSERT INTO notes (text) VALUES ('late')") } == .overloaded)
        #expect(warnings.value == [2])
        // Single reads do not need one of these.
        #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 0)
        gate.change { $0 = true }
        try await group.waitForAll()
      }
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 2)
      // The one more goes soon after the rush.
      let deadline = ContinuousClock.now + .seconds(20)
      while database.metrics.connectionsIdle > 1, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
      #expect(database.metrics.connectionsInUse == 0 && database.metrics.connectionsIdle == 1)
    }
  }

  @Test("stops working for a task that was cancelled")
  func cancellation() async throws {
    try await withPostgres { (database, _) async throws in
      let task = Task { try await database.write { _ = try await $0.value("SELECT pg_sleep(60)::text", as: String.self) } }
      let sleeping: SQL = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND datname = current_database()"
      while try await database.value(sleeping, as: Int.self) == 0 { try await Task.sleep(for: .milliseconds(10)) }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      while try await database.value(sleeping, as: Int.self) != 0 { try await Task.sleep(for: .milliseconds(10)) }
      #expect(database.metrics.connectionsInUse == 0 && database.metrics.connectionsIdle == 0)
    }
  }

  @Test("gives up a statement that takes too long, and only that statement")
  func statementLimit() async throws {
    var options = TestDatabase.options
    options.statementLimit = .milliseconds(200)
    try await withPostgres(options) { (database, _) async throws in
      #expect(await sqlError { _ = try await database.value("SELECT pg_sleep(20)::text", as: String.self) } == .overloaded)
      #expect(try await database.value("SELECT 1", as: Int.self) == 1)
      #expect(database.metrics.breaker == .closed)
    }
  }

  @Test("is refused at once after five connections failed, until one succeeds")
  func breaker() async throws {
    let listener = try SilentListener()
    defer { listener.close() }
    var options = DatabaseOptions()
    options.connectLimit = .milliseconds(100)
    let states = Shared<[CircuitBreaker.State]>([])
    options.onBreakerChange = { state in states.change { $0.append(state) } }
    let database = try await Database.open("postgres://x@127.0.0.1:\(listener.port)/x", options: options)
    for _ in 0..<5 {
      guard case .unavailable = await sqlError({ try await database.ping() }) else { Issue.record("answered"); return }
    }
    guard case .circuitOpen(let wait) = await sqlError({ try await database.ping() }) else { Issue.record("was asked"); return }
    #expect(wait > .zero && wait <= .seconds(1))
    guard case .circuitOpen = await sqlError({ try await database.run("SELECT 1") }) else { Issue.record("was asked"); return }
    try await Task.sleep(for: wait + .milliseconds(10))
    guard case .unavailable = await sqlError({ try await database.ping() }) else { Issue.record("no probe"); return }
    #expect(states.value == [.open, .halfOpen, .open])
    #expect(database.metrics.breakerChanges == 3 && database.metrics.breaker == .open)
    await database.close()
    #expect(await sqlError { try await database.ping() } == .closed)
  }

  @Test("gives up a connection that stays silent, and does not try again then")
  func stall() async throws {
    let proxy = try StallingProxy(to: TestDatabase.server!)
    defer { proxy.close() }
    var options = TestDatabase.options
    options.stallLimit = .milliseconds(700)
    let database = try await Database.open(proxy.url, options: options)
    try await database.ping()
    _ = try await database.run("SELECT 1")
    proxy.stall()
    for work in [{ try await database.ping() }, { try await database.run("SELECT 1") }] as [@Sendable () async throws -> Void] {
      #expect(await sqlError(work) == .unavailable("the server did not answer"))
    }
    proxy.resume()
    try await database.ping()
    try await database.run("SELECT 1")
    await database.close()
  }
}
