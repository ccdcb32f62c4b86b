import Foundation
import Synchronization

@testable import SQL

/// Runs the body on a fresh SQLite file, closed and removed afterwards.
func withDatabase<Result>(
  _ options: DatabaseOptions = DatabaseOptions(), setUp: [SQL] = [], _ body: (Database, _ path: String) async throws -> Result
) async throws -> Result {
  let folder = NSTemporaryDirectory() + "sql-" + UUID().uuidString
  let path = folder + "/test.db"
  let database = try await Database.open("sqlite:" + path, options: options)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  do {
    for statement in setUp { try await database.run(statement) }
    let result = try await body(database, path)
    await database.close()
    return result
  } catch {
    await database.close()
    throw error
  }
}

let notesTable: SQL = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"
