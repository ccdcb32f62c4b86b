import Core
import SQL

/// The link that makes the first administrator, by its digest, and what the first start after an upgrade has still to do.
struct SetupRepository: Sendable {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// The link from now on; an earlier one makes nobody an administrator.
  func replace(_ digest: String, at now: Timestamp, in tx: Transaction) async throws {
    try await tx.run("DELETE FROM setup_links")
    try await tx.run("INSERT INTO setup_links (token_digest, created_at) VALUES (\(digest), \(now))")
  }

  func isOpen(_ digest: String) async throws -> Bool {
    try await database.value("SELECT 1 FROM setup_links WHERE token_digest = \(digest)", as: Int.self) != nil
  }

  /// Uses up the link; false when it is not the one, or somebody else was faster.
  func spend(_ digest: String, in tx: Transaction) async throws -> Bool {
    try await tx.run("DELETE FROM setup_links WHERE token_digest = \(digest)") > 0
  }

  /// Takes an upgrade's last step on; false when there is none, or another node has taken it.
  func take(_ upgrade: String, in tx: Transaction) async throws -> Bool {
    try await tx.run("DELETE FROM pending_upgrades WHERE name = \(upgrade)") > 0
  }
}
