import SQLTesting
import Testing

@testable import SQL

@Suite("Migrations") struct MigrationTests {
  static func migration(_ name: String, up: String, down: String) throws -> Migration {
    try Migration(name: name, text: "-- what it is for\n-- up\n\(up)\n-- down\n\(down)\n")
  }

  static func three() throws -> [Migration] {
    [
      try migration(
        "0001_rooms", up: "CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE INDEX rooms_name ON rooms (name);",
        down: "DROP TABLE rooms;"),
      try migration(
        "0001_notes",
        up:
          "CREATE TABLE notes (id INTEGER PRIMARY KEY); INSERT INTO notes VALUES (1);\n-- sqlite\nCREATE TABLE here (a BIGINT);\n-- postgres\nCREATE TABLE there (a SERIAL);\n-- both\nCREATE TABLE everywhere (a BIGINT);",
        down: "DROP TABLE everywhere;\n-- sqlite\nDROP TABLE here;\n-- postgres\nDROP TABLE there;\n-- both\nDROP TABLE notes;"),
      try migration("0002_rooms", up: "ALTER TABLE rooms ADD COLUMN topic TEXT;", down: "ALTER TABLE rooms DROP COLUMN topic;"),
    ]
  }

  static func tables(_ database: Database) async throws -> [String] {
    try await database.values(
      """
      SELECT \(sqlite: "name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'", postgres: "tablename::text FROM pg_tables WHERE schemaname = 'public'") ORDER BY 1
      """, as: String.self)
  }

  @Test("go up and down, step by step, and end where they began")
  func upAndDown() async throws {
    try await withEitherDatabase { database, _ in
      let migrator = try Migrator(database, Self.three())
      #expect(try await migrator.status().map(\.isApplied) == [false, false, false])
      #expect(try await Self.tables(database) == [])
      #expect(try await migrator.up() == ["0001_rooms", "0001_notes", "0002_rooms"])
      let dump = try await database.schemaDump()
      let own = database.dialect == .sqlite ? "here" : "there"
      #expect(try await Self.tables(database) == ["everywhere", "notes", own, "rooms", "schema_migrations"].sorted())
      #expect(try await migrator.up() == [])
      #expect(try await migrator.down(1) == ["0002_rooms"])
      #expect(try await migrator.status().map(\.isApplied) == [true, true, false])
      #expect(try await migrator.down(99) == ["0001_notes", "0001_rooms"])
      #expect(try await Self.tables(database) == ["schema_migrations"])
      #expect(try await migrator.up().count == 3)
      #expect(try await database.schemaDump() == dump)
    }
  }

  @Test("drop the statistics of ANALYZE from a SQLite file", .enabled(if: !TestDatabase.isPostgres))
  func statistics() async throws {
    try await withEitherDatabase { database, _ in
      let migrator = try Migrator(database, Self.three())
      try await migrator.up()
      try await database.run("INSERT INTO rooms (id, name) VALUES (1, 'lobby')")
      try await database.run("ANALYZE")
      #expect(try await database.value("SELECT count(*) FROM sqlite_stat1", as: Int.self) ?? 0 > 0)
      #expect(try await migrator.up() == [])
      #expect(try await database.value("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'", as: Int.self) == 0)
      #expect(try await database.value("SELECT name FROM rooms", as: String.self) == "lobby")
    }
  }

  @Test("are taken back from among those that stay, whose positions close up")
  func backToNames() async throws {
    try await withEitherDatabase { database, _ in
      let steps = try Self.three()
      try await Migrator(database, [[steps[0]], [steps[1]]]).up()
      let migrator = try Migrator(database, [[steps[0], steps[2]], [steps[1]]])
      #expect(try await migrator.up() == ["0002_rooms"])
      #expect(try await migrator.down(to: ["0001_rooms", "0002_rooms", "unknown"]) == ["0001_notes"])
      #expect(try await database.values("SELECT position FROM schema_migrations ORDER BY position", as: Int.self) == [1, 2])
      #expect(try await migrator.status().map(\.isApplied) == [true, true, false])
      #expect(try await migrator.up() == ["0001_notes"])
      #expect(try await migrator.down(to: ["0001_rooms", "0001_notes", "0002_rooms"]) == [])
      #expect(try await migrator.down(to: []) == ["0001_notes", "0002_rooms", "0001_rooms"])
    }
  }

  @Test("that fail leave nothing behind and say which one it was")
  func failing() async throws {
    try await withEitherDatabase { database, _ in
      let broken = try Self.three() + [Self.migration("0009_broken", up: "CREATE TABLE half (a BIGINT);\nCREATE TABLE;", down: "")]
      let migrator = try Migrator(database, broken)
      #expect(
        await sqlError { try await migrator.up() }
          == .migration("0009_broken: \(database.dialect == .sqlite ? "near \";\": syntax error" : "syntax error at or near \";\"")"))
      #expect(try await !Self.tables(database).contains("half"))
      #expect(try await migrator.status().map(\.isApplied) == [true, true, true, false])
    }
  }

  @Test("refuse a database that is newer, changed or in another order")
  func refusing() async throws {
    try await withEitherDatabase { database, _ in
      let three = try Self.three()
      try await Migrator(database, three).up()
      let newer = await sqlError { try await Migrator(database, Array(three.prefix(2))).up() }
      #expect(newer == .migration("the database is newer than this program: it has 0002_rooms"))
      let edited = [three[0], three[1], try Self.migration("0002_rooms", up: "ALTER TABLE rooms ADD COLUMN topic BLOB;", down: "")]
      #expect(
        await sqlError { try await Migrator(database, edited).up() }
          == .migration("0002_rooms was changed after it had been applied; write a new migration instead"))
      let inserted = [three[0], try Self.migration("0005_new", up: "", down: ""), three[1], three[2]]
      #expect(
        await sqlError { _ = try await Migrator(database, inserted).status() }
          == .migration("0001_notes was applied in another order; new migrations go to the end of their list"))
      #expect(sqlErrorOf { try Migrator(database, [three[0], three[0]]) } == .migration("two migrations are called 0001_rooms"))
    }
  }

  @Test("of a group that grew go in, whatever groups come after it, and are taken back first")
  func groups() async throws {
    try await withEitherDatabase { database, _ in
      let three = try Self.three()
      let later = try Self.migration("0001_later", up: "CREATE TABLE later (a BIGINT);", down: "DROP TABLE later;")
      try await Migrator(database, [[three[0]], [later]]).up()
      let grown = try Migrator(database, [[three[0], three[2]], [later]])
      #expect(try await grown.status().map(\.isApplied) == [true, false, true])
      #expect(try await grown.up() == ["0002_rooms"])
      #expect(try await grown.down(1) == ["0002_rooms"])
      #expect(try await Migrator(database, [[three[0]], [later]]).status().allSatisfy(\.isApplied), "the program before knows it again")
      let reordered = try Migrator(database, [[three[2], three[0]], [later]])
      #expect(
        await sqlError { try await reordered.up() }
          == .migration("0001_rooms was applied in another order; new migrations go to the end of their list"))
    }
  }

  func sqlErrorOf(_ work: () throws -> some Any) -> SQLError? {
    do { _ = try work() } catch { return error as? SQLError }
    return nil
  }

  @Test("are applied once when several processes start together")
  func together() async throws {
    try await withEitherDatabase { database, url in
      let other = try await Database.open(url, options: TestDatabase.options)
      let three = try Self.three()
      let applied = try await withThrowingTaskGroup(of: [String].self) { group in
        for number in 0..<8 { group.addTask { try await Migrator(number % 2 == 0 ? database : other, three).up() } }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(applied.sorted() == ["0001_notes", "0001_rooms", "0002_rooms"])
      await other.close()
    }
  }

  @Test(
    "without the two sections in order are refused",
    arguments: [
      "", "-- up\nCREATE TABLE t (a);", "-- down\n-- up\n", "-- up\n-- down\n-- down\n", "CREATE TABLE t (a);\n-- up\n-- down\n",
      "-- sqlite\n-- up\n-- down\n",
    ])
  func malformed(text: String) {
    guard case .migration = sqlErrorOf({ try Migration(name: "x", text: text) }) else { Issue.record("accepted \(text)"); return }
  }

  @Test("keep their checksum through white space at line ends, and lose it through anything else")
  func checksums() throws {
    let text = "-- up\nCREATE TABLE t (a);\n-- down\nDROP TABLE t;\n"
    let original = try Migration(name: "x", text: text).checksum
    #expect(try Migration(name: "x", text: text.replacing("\n", with: " \r\n\n")).checksum == original)
    #expect(try Migration(name: "x", text: text.replacing("(a)", with: "(b)")).checksum != original)
    #expect(try Migration(name: "x", bytes: Array(text.utf8)).checksum == original)
    #expect(sqlErrorOf { try Migration(name: "x", bytes: [0xff]) } == .migration("x: is no UTF-8"))
  }

  @Test("choose their statements by dialect")
  func dialects() throws {
    let migration = try Self.three()[1]
    #expect(migration.up(for: .sqlite).contains("TABLE here (a BIGINT)") && !migration.up(for: .sqlite).contains("SERIAL"))
    #expect(migration.up(for: .postgres).contains("there (a SERIAL)") && !migration.up(for: .postgres).contains("TABLE here"))
    #expect(migration.up(for: .postgres).contains("everywhere"))
  }
}
