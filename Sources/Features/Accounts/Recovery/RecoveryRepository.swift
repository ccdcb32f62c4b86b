import Core
import SQL

/// Links to set a new password, by the digests of their tokens.
struct RecoveryRepository: Sendable {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func replace(_ digest: String, of user: UserID, at now: Timestamp, until end: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM recovery_links WHERE user_id = \(user) OR expires_at <= \(now)")
    try await transaction.run(
      "INSERT INTO recovery_links (token_digest, user_id, created_at, expires_at) VALUES (\(digest), \(user), \(now), \(end))")
  }

  /// When the member's link was made, if there is one.
  func newest(of user: UserID, in transaction: Transaction) async throws -> Timestamp? {
    try await transaction.value("SELECT created_at FROM recovery_links WHERE user_id = \(user) ORDER BY created_at DESC LIMIT 1")
  }

  func owner(of digest: String, at now: Timestamp) async throws -> User? {
    try await database.first(
      """
      SELECT \(UserRepository.columns) FROM recovery_links JOIN users ON users.id = recovery_links.user_id
      WHERE token_digest = \(digest) AND expires_at > \(now)
      """)
  }

  func remove(of user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM recovery_links WHERE user_id = \(user)")
  }

  /// Uses up a link and returns its member; nil if no link is valid.
  func spend(_ digest: String, at now: Timestamp, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value("DELETE FROM recovery_links WHERE token_digest = \(digest) AND expires_at > \(now) RETURNING user_id")
  }
}
