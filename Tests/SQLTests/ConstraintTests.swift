import SQLTesting
import Testing

@testable import SQL

@Suite("A refused row") struct ConstraintTests {
  static let tables: [SQL] = [
    """
    CREATE TABLE users (id \(idColumn), name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, rank BIGINT NOT NULL DEFAULT 1
    CONSTRAINT users_rank CHECK (rank > 0), parent BIGINT REFERENCES users (id), email TEXT, nick TEXT, UNIQUE (kind, rank))
    """,
    "CREATE UNIQUE INDEX users_email ON users (email)",
    "CREATE UNIQUE INDEX users_lower_nick ON users (lower(nick))",
    "CREATE UNIQUE INDEX users_admin ON users (parent) WHERE kind = 'admin'",
    "CREATE TABLE pairs (a BIGINT, b BIGINT, PRIMARY KEY (a, b)) \(sqlite: "WITHOUT ROWID", postgres: "")",
    "CREATE TABLE keys (k TEXT PRIMARY KEY)",
    "INSERT INTO users (id, name, kind, rank, nick, email) VALUES (1, 'ann', 'admin', 1, 'nan', 'a@x')",
    "INSERT INTO users (id, name, kind, rank, parent, email) VALUES (2, 'bob', 'admin', 2, 1, 'b@x')",
    "INSERT INTO pairs VALUES (1, 1)",
    "INSERT INTO keys VALUES ('k')",
    // Numbers given by hand do not move a sequence.
    "SELECT \(sqlite: "1", postgres: "setval('users_id_seq', 100)")",
  ]

  @Test(
    "says which rule refused it",
    arguments: [
      ("INSERT INTO users (id, name, kind, rank) VALUES (1, 'x', 'x', 9)", SQLError.uniqueViolation(index: "users_pkey")),
      ("INSERT INTO users (name, kind, rank) VALUES ('ann', 'x', 9)", .uniqueViolation(index: "users_name_key")),
      ("INSERT INTO users (name, kind, rank, nick) VALUES ('x', 'x', 9, 'NAN')", .uniqueViolation(index: "users_lower_nick")),
      ("INSERT INTO users (name, kind, rank) VALUES ('x', 'admin', 1)", .uniqueViolation(index: "users_kind_rank_key")),
      ("INSERT INTO users (name, kind, rank, email) VALUES ('x', 'x', 9, 'a@x')", .uniqueViolation(index: "users_email")),
      ("INSERT INTO users (name, kind, rank, parent) VALUES ('x', 'admin', 9, 1)", .uniqueViolation(index: "users_admin")),
      ("UPDATE users SET email = 'a@x' WHERE id = 2", .uniqueViolation(index: "users_email")),
      ("INSERT INTO pairs VALUES (1, 1)", .uniqueViolation(index: "pairs_pkey")),
      ("INSERT INTO keys VALUES ('k')", .uniqueViolation(index: "keys_pkey")),
      ("INSERT INTO users (name, kind, rank, parent) VALUES ('x', 'x', 9, 77)", .foreignKeyViolation),
      ("DELETE FROM users WHERE id = 1", .foreignKeyViolation),
      ("INSERT INTO users (name, kind, rank) VALUES ('x', 'x', 0)", .checkViolation("users_rank")),
      ("INSERT INTO users (kind, rank) VALUES ('x', 9)", .notNullViolation("users.name")),
    ])
  func names(statement: String, expected: SQLError) async throws {
    try await withEitherDatabase(setUp: Self.tables) { database, _ in
      for _ in 0..<2 { #expect(await sqlError { try await database.run(SQL(verbatim: statement)) } == expected) }
      try await database.run("INSERT INTO keys VALUES ('the next one works')")
    }
  }

  @Test("ends its transaction even when the body carries on, and later statements repeat why")
  func carriesOn() async throws {
    try await withEitherDatabase(setUp: Self.tables) { (database, _) async throws in
      let later = Shared<SQLError?>(nil)
      let error = await sqlError {
        try await database.write { transaction in
          try await transaction.run("INSERT INTO keys VALUES ('before')")
          _ = try? await transaction.run("INSERT INTO keys VALUES ('k')")
          let error = await sqlError { try await transaction.run("INSERT INTO keys VALUES ('after')") }
          later.change { $0 = error }
        }
      }
      #expect(error == .uniqueViolation(index: "keys_pkey"))
      #expect(later.value == error)
      #expect(try await database.values("SELECT k FROM keys", as: String.self) == ["k"])
    }
  }
}
