import SQLTesting
import Testing

@testable import SQL

@Suite("A statement") struct StatementTests {
  struct Note: RowDecodable, Equatable {
    let id: Int64
    let text: String
    init(row: Row) throws {
      id = try row[0]
      text = try row[1]
    }
  }

  @Test("carries its values as parameters, numbered as they appear")
  func parameters() {
    let fragment: SQL = "kind = \("x")"
    let sql: SQL = "SELECT 1 WHERE id = \(7) AND \(fragment) AND n IN (\(list: [1, 2, 3])) \(raw: "ORDER BY id")"
    #expect(sql.text(for: .sqlite) == "SELECT 1 WHERE id = $1 AND kind = $2 AND n IN ($3, $4, $5, $6) ORDER BY id")
  }

  @Test("inserts, answers with changes, and is read back")
  func roundTrip() async throws {
    try await withEitherDatabase(setUp: [notesTable]) { database, _ in
      #expect(try await database.run("INSERT INTO notes (text) VALUES (\("it's")), (\("two"))") == 2)
      let id = try await database.write { try await $0.value("INSERT INTO notes (text) VALUES (\("three")) RETURNING id", as: Int64.self) }
      #expect(id == 3)
      #expect(try await database.all("SELECT id, text FROM notes ORDER BY id", as: Note.self).map(\.text) == ["it's", "two", "three"])
      #expect(try await database.first("SELECT id, text FROM notes WHERE id = \(9)", as: Note.self) == nil)
      #expect(try await database.values("SELECT id FROM notes WHERE id > \(1) ORDER BY id", as: Int.self) == [2, 3])
    }
  }

  @Test("that is queued is executed in its place")
  func queuedInOrder() async throws {
    try await withEitherDatabase(setUp: [notesTable]) { database, _ in
      try await database.write { transaction in
        try await transaction.queue("INSERT INTO notes (id, text) VALUES (1, 'one')")
        try await transaction.queue("UPDATE notes SET text = text || ' and two' WHERE id = 1")
        #expect(try await transaction.value("SELECT text FROM notes WHERE id = 1", as: String.self) == "one and two")
        try await transaction.queue("INSERT INTO notes (id, text) VALUES (2, 'last')")
      }
      try await database.write { try await $0.queue("INSERT INTO notes (id, text) VALUES (3, 'alone')") }
      #expect(try await database.values("SELECT text FROM notes ORDER BY id", as: String.self) == ["one and two", "last", "alone"])
    }
  }

  @Test("that is queued and fails undoes its transaction, and no connection is worse for it")
  func queuedFailure() async throws {
    try await withEitherDatabase(setUp: [notesTable]) { database, _ in
      let twice: SQL = "INSERT INTO notes (id, text) VALUES (1, 'twice')"
      try await database.run("INSERT INTO notes (id, text) VALUES (1, 'one')")
      for _ in 0..<30 {
        let atTheEnd = await sqlError {
          try await database.write { transaction in
            try await transaction.run("INSERT INTO notes (id, text) VALUES (2, 'undone')")
            try await transaction.queue(twice)
          }
        }
        #expect(atTheEnd == .uniqueViolation(index: "notes_pkey"))
        let before = await sqlError {
          try await database.write { transaction in
            try await transaction.queue(twice)
            try await transaction.run("INSERT INTO notes (id, text) VALUES (2, 'undone')")
          }
        }
        #expect(before == .uniqueViolation(index: "notes_pkey"))
      }
      #expect(database.metrics.failedCommits == 0)
      #expect(try await database.values("SELECT id FROM notes", as: Int.self) == [1])
      try await database.write { try await $0.queue("INSERT INTO notes (id, text) VALUES (2, 'kept')") }
      #expect(try await database.values("SELECT id FROM notes ORDER BY id", as: Int.self) == [1, 2])
    }
  }

  @Test("that is queued belongs to its savepoint")
  func queuedInSavepoint() async throws {
    struct Change: Error {}
    try await withEitherDatabase(setUp: [notesTable]) { database, _ in
      try await database.write { transaction in
        try await transaction.queue("INSERT INTO notes (id, text) VALUES (1, 'kept')")
        let error = await sqlError {
          try await transaction.savepoint { try await transaction.queue("INSERT INTO notes (id, text) VALUES (1, 'twice')") }
        }
        #expect(error == .uniqueViolation(index: "notes_pkey"))
        let thrown = await errorOf {
          try await transaction.savepoint {
            try await transaction.queue("INSERT INTO notes (id, text) VALUES (2, 'undone')")
            throw Change()
          }
        }
        #expect(thrown is Change)
        try await transaction.savepoint { try await transaction.queue("INSERT INTO notes (id, text) VALUES (3, 'kept')") }
      }
      #expect(try await database.values("SELECT id FROM notes ORDER BY id", as: Int.self) == [1, 3])
    }
  }
}
