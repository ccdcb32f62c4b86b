import Composition
import Core
import Foundation
import SQL
import SQLTesting
import Telemetry
import Testing

@testable import NeoSpace

/// What is kept of members is declared, table by table, and erased when they leave.
@Suite struct MemberTableTests {
  /// Every column that refers to a member, by table.
  private static func references(_ database: Database) async throws -> [String: Set<String>] {
    let pairs = try await database.read { connection in
      try await connection.all(
        """
        SELECT t.name, f."from" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f
        WHERE t.type = 'table' AND f."table" = 'users'
        """
      ) { row in (table: try row[0] as String, column: try row[1] as String) }
    }
    return Dictionary(grouping: pairs, by: \.table).mapValues { Set($0.map(\.column)) }
  }

  /// A copy of the database of an earlier release: it has rows of a member in every table.
  private func withHouse(_ body: (House) async throws -> Void) async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = FileManager.default.temporaryDirectory.appending(path: "members-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "test.db").path
    try FileManager.default.copyItem(atPath: root.appending(path: "Tests/Fixtures/release-0.1.0.sqlite").path, toPath: path)
    let database = try await Database.open("sqlite:\(path)")
    try await Migrator(database, Features.migrations()).up()
    var config = Config(secretKey: Secret("a key for tests, of 32 bytes or more"))
    config[ServerSettings.dataFolder] = folder.path
    let house = try await House(config, database: database, logger: .silent)
    try await body(house)
    house.close()
    await database.close()
  }

  @Test func everyTableThatRefersToMembersIsDeclaredByItsFeature() async throws {
    try await withHouse { house in
      let declared = Features.all.flatMap { $0.memberTables }.map(\.table)
      #expect(Set(declared).count == declared.count, "a table is declared twice")
      let standing = try await Self.references(house.database)
      #expect(
        Set(standing.keys).subtracting(declared).sorted() == [],
        "say in memberTables of the feature what becomes of these when a member exports their data, and when they leave")
      #expect(Set(declared).subtracting(standing.keys).sorted() == [], "declared, and no such table refers to members")
    }
  }

  @Test func aTableThatNobodyDeclaresIsFound() async throws {
    try await withHouse { house in
      try await house.database.run("CREATE TABLE stray (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id))")
      let standing = try await Self.references(house.database)
      #expect(Set(standing.keys).subtracting(Features.all.flatMap { $0.memberTables }.map(\.table)) == ["stray"])
    }
  }

  @Test func everyPartNamedIsInTheExport() async throws {
    try await withHouse { house in
      let named = Features.all.flatMap { $0.memberTables }.compactMap { table in
        if case .exported(let part) = table.handling { part } else { nil }
      }
      let parts = Set(house.personalData.map(\.name))
      #expect(Set(named).subtracting(parts).sorted() == [])
    }
  }

  @Test func whoLeftIsInNoTableThatIsToBeErased() async throws {
    try await withHouse { house in
      let database = house.database
      let everybody = try await database.values("SELECT id FROM users ORDER BY id", as: Int64.self)
      try await database.run("DELETE FROM account_deletions")
      for id in everybody {
        try await database.run("INSERT INTO account_deletions (user_id, requested_at, due_at) VALUES (\(id), 0, 1)")
      }
      try await house.completeDepartures(house.systemScope())
      // As if the minute in which other nodes may still act for them had passed.
      try await database.run("UPDATE users SET left_at = 1 WHERE left_at IS NOT NULL")
      try await house.completeDepartures(house.systemScope())

      let references = try await Self.references(database)
      for table in Features.all.flatMap({ $0.memberTables }) {
        guard case .erased = table.handling else { continue }
        for column in references[table.table] ?? [] {
          let left = try await database.values(
            SQL(verbatim: "SELECT \(column) FROM \(table.table) WHERE \(column) IS NOT NULL"), as: Int64.self)
          #expect(left == [], "\(table.table).\(column) still names members who left")
        }
      }
      #expect(try await database.values("SELECT id FROM users WHERE left_at IS NULL", as: Int64.self) == [])
    }
  }
}
