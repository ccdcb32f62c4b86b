import Core
import SQL

/// The link that makes the first administrator, by its digest, and steps of an upgrade that the first start has to take.
struct SetupRepository: Sendable {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Sets the link; an earlier one is void.
  func replace(_ digest: String, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM setup_links")
    try await transaction.run("INSERT INTO setup_links (token_digest, created_at) VALUES (\(digest), \(now))")
  }

  func isOpen(_ digest: String) async throws -> Bool {
    try await database.value("SELECT 1 FROM setup_links WHERE token_digest = \(digest)", as: Int.self) != nil
  }

  /// Uses up the link; false when it is not valid. The row decides between requests at once.
  func spend(_ digest: String, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM setup_links WHERE token_digest = \(digest)") > 0
  }

  /// Claims a step of an upgrade; false when there is none, or another node has claimed it.
  func take(_ upgrade: String, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM pending_upgrades WHERE name = \(upgrade)") > 0
  }
}
