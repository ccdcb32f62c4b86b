import Core
import SQL

/// Former usernames of members, in lower case.
struct FormerNameRepository: Sendable {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Who had the name. Expired entries count too: call `forget` first.
  func holder(of username: String, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value("SELECT user_id FROM former_usernames WHERE username = \(username.lowercased())")
  }

  func keep(_ username: String, for user: UserID, until end: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO former_usernames (username, user_id, kept_until) VALUES (\(username.lowercased()), \(user), \(end))
      ON CONFLICT (username) DO UPDATE SET user_id = excluded.user_id, kept_until = excluded.kept_until
      """)
  }

  /// Deletes all but the newest former names of a member.
  func keepNewest(_ count: Int, of user: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      DELETE FROM former_usernames WHERE user_id = \(user) AND username NOT IN
        (SELECT username FROM former_usernames WHERE user_id = \(user) ORDER BY kept_until DESC, username LIMIT \(count))
      """)
  }

  func remove(_ username: String, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM former_usernames WHERE username = \(username.lowercased())")
  }

  func forget(before now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM former_usernames WHERE kept_until <= \(now)")
  }
}
