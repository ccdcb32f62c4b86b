import Foundation
import SQL
import Testing

@testable import NeoSpace

/// The schema as one file, for reviewers to read: what all migrations together make of an SQLite file.
@Suite struct SchemaDocsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func theSchemaInTheDocsIsWhatTheMigrationsMake() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString).db").path
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    let database = try await Database.open("sqlite:\(path)")
    try await Migrator(database, Features.migrations()).up()
    let schema =
      "-- Every table, as an SQLite file has it. Made of the migrations by SchemaDocsTests.\n\n" + (try await database.schemaDump())
    await database.close()
    let file = Self.root.appending(path: "docs/schema.sql")
    if ProcessInfo.processInfo.environment["NEOSPACE_WRITE_DOCS"] == "1" { try Data(schema.utf8).write(to: file) }
    let stands = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(stands == schema, "NEOSPACE_WRITE_DOCS=1 swift test --filter SchemaDocs writes docs/schema.sql anew")
  }

  /// By it `neospace copy` goes through a table and compares its rows.
  @Test func everyTableHasAPrimaryKey() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).db").path
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    let database = try await Database.open("sqlite:\(path)")
    try await Migrator(database, Features.migrations()).up()
    let without: [String] = try await database.values(
      """
      SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.sql LIKE 'CREATE TABLE%'
        AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.pk > 0)
      """)
    await database.close()
    #expect(without == [])
  }
}
