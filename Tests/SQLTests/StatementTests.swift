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
}
