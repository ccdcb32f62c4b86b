import Core
import SQL

/// Imports as rows.
struct ImportRepository: Sendable {
  let database: Database

  private static var columns: SQL { "id, user_id, file, state, parts, part, item, error, created_at, updated_at" }

  func find(_ id: ImportID, of owner: UserID) async throws -> Import? {
    try await database.first("SELECT \(Self.columns) FROM imports WHERE id = \(id) AND user_id = \(owner)")
  }

  func newest(of owner: UserID) async throws -> Import? {
    try await database.first("SELECT \(Self.columns) FROM imports WHERE user_id = \(owner) ORDER BY id DESC LIMIT 1")
  }

  func isRunning(for owner: UserID) async throws -> Bool {
    try await database.value("SELECT 1 FROM imports WHERE user_id = \(owner) AND state IN ('waiting', 'running')", as: Int.self) != nil
  }

  /// Those that have not ended, oldest first.
  func unfinished() async throws -> [Import] {
    try await database.all("SELECT \(Self.columns) FROM imports WHERE state IN ('waiting', 'running') ORDER BY id LIMIT 1000")
  }

  /// Nil while another one of the member's has not ended.
  func insert(
    of owner: UserID, file: String, _ state: Import.State, at now: Timestamp, in transaction: Transaction
  ) async throws -> Import? {
    try await transaction.first(
      """
      INSERT INTO imports (user_id, file, state, parts, created_at, updated_at)
      VALUES (\(owner), \(file), \(state), '[]', \(now), \(now)) ON CONFLICT DO NOTHING RETURNING \(Self.columns)
      """)
  }

  func update(_ one: Import, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE imports SET state = \(one.state), parts = \(one.storedParts), part = \(one.part), item = \(one.item), error = \(one.error),
        updated_at = \(one.updatedAt) WHERE id = \(one.id)
      """)
  }

  func erase(of owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM imports WHERE user_id = \(owner)")
  }
}

extension Import.State: SQLEncodable, SQLDecodable {}

extension Import: RowDecodable {
  init(row: Row) throws {
    self.init(
      id: try row[0], owner: try row[1], file: try row[2], state: try row[3], parts: Import.parts(stored: try row[4]),
      part: Int(try row[5] as Int64), item: Int(try row[6] as Int64), error: try row[7], createdAt: try row[8], updatedAt: try row[9])
  }
}
