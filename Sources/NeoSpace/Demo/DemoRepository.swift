import SQL

/// Whether anybody lives here yet.
struct DemoRepository {
  let database: Database

  func hasMembers() async throws -> Bool {
    try await database.value("SELECT EXISTS (SELECT 1 FROM users WHERE is_bot = \(false))") ?? false
  }
}
