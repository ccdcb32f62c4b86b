import SQLTesting
import Testing

@testable import SQL

@Suite("Values") struct ValueTests {
  enum Kind: String, SQLEncodable, SQLDecodable { case open, closed }

  static let table: SQL = "CREATE TABLE v (i BIGINT, r DOUBLE PRECISION, b BOOLEAN, t TEXT, x \(sqlite: "BLOB", postgres: "BYTEA"), n TEXT)"

  @Test("come back as they went in")
  func roundTrip() async throws {
    try await withEitherDatabase(setUp: [Self.table]) { database, _ in
      let texts = ["", "plain", "it's \"quoted\"; DROP TABLE v --", "a\0b", "👩‍👩‍👧‍👦 𝔘𝔫𝔦 e\u{301}", String(repeating: "lång", count: 5_000)]
      // PostgreSQL has no text with a NUL in it, and says so.
      for text in texts where database.dialect == .sqlite || !text.utf8.contains(0) {
        for integer in [Int64.min, -1, 0, 1, .max] {
          let bytes = Array(text.utf8)
          let absent: String? = nil
          try await database.run("DELETE FROM v")
          try await database.run(
            "INSERT INTO v VALUES (\(integer), \(1.5), \(integer > 0), \(text), \(bytes), \(absent))")
          try await database.read { connection in
            let row = try await connection.first("SELECT i, r, b, t, x, n FROM v") { (row) throws in
              #expect(row.columnCount == 6)
              #expect(try row[0] as Int64 == integer)
              #expect(try row[1] as Double == 1.5)
              #expect(try row[2] as Bool == (integer > 0))
              #expect(try row[3] as String == text)
              #expect(try row[4] as [UInt8] == bytes)
              #expect(try row[5] as String? == nil)
              #expect(try row[0] as Int64? == integer)
              return true
            }
            #expect(row == true)
          }
        }
      }
    }
  }

  @Test("of enums are their raw values, and unknown ones are errors")
  func enums() async throws {
    try await withEitherDatabase(setUp: [Self.table, "INSERT INTO v (t) VALUES (\(Kind.closed)), ('ajar')"]) { (database, _) async throws in
      #expect(try await database.value("SELECT t FROM v WHERE t = \(Kind.closed)", as: Kind.self) == .closed)
      #expect(
        await sqlError { _ = try await database.value("SELECT t FROM v WHERE t = 'ajar'", as: Kind.self) }
          == .decoding(column: 0, "a value of Kind wanted, text found"))
    }
  }

  @Test("of another kind than asked for are errors that name the column")
  func mismatches() async throws {
    try await withEitherDatabase { database, _ in
      func error<Value: SQLDecodable & Sendable>(_ sql: SQL, _ type: Value.Type) async -> SQLError? {
        await sqlError { _ = try await database.value(sql, as: type) }
      }
      #expect(await error("SELECT 'x'", Int64.self) == .decoding(column: 0, "an integer wanted, text found"))
      #expect(await error("SELECT NULL", Int64.self) == .decoding(column: 0, "an integer wanted, NULL found"))
      #expect(await error("SELECT 1", String.self) == .decoding(column: 0, "text wanted, an integer found"))
      switch database.dialect {
      case .sqlite:
        #expect(await error("SELECT 2", Bool.self) == .decoding(column: 0, "0 or 1 wanted, an integer found"))
        #expect(await error("SELECT x'00'", Double.self) == .decoding(column: 0, "a number wanted, bytes found"))
        #expect(await error("SELECT 1.5", [UInt8].self) == .decoding(column: 0, "bytes wanted, a floating-point number found"))
        #expect(await error("SELECT CAST(x'ff41' AS TEXT)", String.self) == .decoding(column: 0, "text that is no UTF-8"))
      case .postgres:
        #expect(await error("SELECT 1", Bool.self) == .decoding(column: 0, "a boolean wanted, an integer found"))
        #expect(await error("SELECT '\\x00'::bytea", Double.self) == .decoding(column: 0, "a number wanted, bytes found"))
        #expect(await error("SELECT 1.5::float8", [UInt8].self) == .decoding(column: 0, "bytes wanted, a floating-point number found"))
        #expect(await error("SELECT true", Int.self) == .decoding(column: 0, "an integer wanted, a boolean found"))
        #expect(await error("SELECT 1.5::numeric", Double.self) == .decoding(column: 0, "a number wanted, type 1700 found"))
        let nul = await sqlError { try await database.run("SELECT \("a\0b")") }
        #expect(nul == .statement("text with a NUL character, which PostgreSQL cannot hold"))
      }
      let beyond = await sqlError { _ = try await database.read { try await $0.first("SELECT 1") { try $0[3] as Int } } }
      #expect(beyond == .decoding(column: 3, "an integer wanted, but the row has 1 columns"))
      let optionalBeyond = await sqlError { _ = try await database.read { try await $0.first("SELECT 1") { try $0[3] as Int? } } }
      #expect(optionalBeyond == .decoding(column: 3, "an integer wanted, but the row has 1 columns"))
    }
  }

  @Test("in lists find their rows; an empty list finds none")
  func lists() async throws {
    try await withEitherDatabase(setUp: [notesTable, "INSERT INTO notes (text) VALUES ('a'), ('b'), ('c'), ('d'), ('e')"]) {
      (database, _) async throws in
      for count in 0...5 {
        let ids = Array(1...5).prefix(count)
        #expect(try await database.values("SELECT id FROM notes WHERE id IN (\(list: ids)) ORDER BY id", as: Int.self) == Array(ids))
      }
    }
  }

  @Test("never become SQL, and statements come one at a time")
  func injection() async throws {
    try await withEitherDatabase(setUp: [notesTable]) { database, _ in
      let evil = "x'); DELETE FROM notes; --"
      try await database.run("INSERT INTO notes (text) VALUES (\(evil))")
      #expect(try await database.value("SELECT text FROM notes WHERE text = \(evil)", as: String.self) == evil)
      #expect(
        await sqlError { try await database.run("DELETE FROM notes; DELETE FROM notes") }
          == (database.dialect == .sqlite
            ? .misuse("several statements where one is expected") : .statement("cannot insert multiple commands into a prepared statement"))
      )
      for control: SQL in ["COMMIT", "begin", "  rollback", "SAVEPOINT x", "END"] {
        #expect(await sqlError { try await database.run(control) } == .misuse("a statement that begins or ends a transaction"))
      }
      #expect(await sqlError { try await database.run("") } == .misuse("an empty statement"))
      #expect(try await database.value("SELECT count(*) FROM notes", as: Int.self) == 1)
    }
  }

  @Test("find their statement in the cache by its shape, not by theirs")
  func cache() async throws {
    func find(_ id: Int, ordered: Bool) -> SQL {
      let order: SQL = ordered ? "ORDER BY id DESC" : "ORDER BY id"
      return "SELECT id FROM notes WHERE id >= \(id) \(order)"
    }
    try await withEitherDatabase(setUp: [notesTable, "INSERT INTO notes (text) VALUES ('a'), ('b'), ('c')"]) { (database, _) async throws in
      for round in 0..<3 {
        #expect(try await database.values(find(1 + round % 2, ordered: true), as: Int.self) == (round % 2 == 0 ? [3, 2, 1] : [3, 2]))
        #expect(try await database.values(find(2, ordered: false), as: Int.self) == [2, 3])
      }
      for count in 1...600 { #expect(try await database.value(SQL(verbatim: "SELECT \(count)"), as: Int.self) == count) }
      try await database.run("ALTER TABLE notes RENAME COLUMN text TO words")
      #expect(try await database.values(find(3, ordered: false), as: Int.self) == [3])
    }
  }
}
