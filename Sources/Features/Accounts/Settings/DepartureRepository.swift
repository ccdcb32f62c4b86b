import Core
import Crypto
import Encoding
import SQL

/// Accounts that are to be deleted.
struct DepartureRepository: Sendable {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func due(of user: UserID) async throws -> Timestamp? {
    try await database.value("SELECT due_at FROM account_deletions WHERE user_id = \(user)")
  }

  func due(of user: UserID, in transaction: Transaction) async throws -> Timestamp? {
    try await transaction.value("SELECT due_at FROM account_deletions WHERE user_id = \(user)")
  }

  /// Members whose deletion is due and who have not left yet. With `leftBefore`: members who left before then and are not fully erased.
  func due(at now: Timestamp, leftBefore moment: Timestamp?, limit: Int) async throws -> [UserID] {
    let progress: SQL = if let moment { "u.left_at <= \(moment)" } else { "u.left_at IS NULL" }
    return try await database.read { connection in
      try await connection.all(
        """
        SELECT d.user_id FROM account_deletions d JOIN users u ON u.id = d.user_id
        WHERE d.due_at <= \(now) AND \(progress) ORDER BY d.due_at LIMIT \(limit)
        """
      ) { row in try row[0] }
    }
  }

  /// False when the member has asked before.
  func insert(_ user: UserID, at now: Timestamp, due: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      "INSERT INTO account_deletions (user_id, requested_at, due_at) VALUES (\(user), \(now), \(due)) ON CONFLICT DO NOTHING") > 0
  }

  func remove(_ user: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM account_deletions WHERE user_id = \(user)") > 0
  }

  /// Removes everything personal from the row. Without a hash, nobody can sign in. Four random bytes make the name unique.
  /// - Returns: false when the account was anonymous before.
  func anonymise(_ user: UserID, suffix: [UInt8], at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    let name = "left-" + Hex.encode(suffix)
    let changed = try await transaction.run(
      """
      UPDATE users SET username = \(name), email = \(name + "@invalid"), name = 'someone who left', password_hash = '', role = 'member',
        github_id = NULL, left_at = \(now), updated_at = \(now) WHERE id = \(user) AND left_at IS NULL
      """)
    guard changed > 0 else { return false }
    try await transaction.run("DELETE FROM sessions WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM user_permissions WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM address_changes WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM imported_items WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM renames WHERE user_id = \(user)")
    try await MemberWordRepository().remove(user, in: transaction)
    // The log keeps the actions and the ids of their subjects, without the member's name and address.
    try await transaction.run("UPDATE audit_log SET actor = 'someone who left', actor_id = NULL, address = '' WHERE actor_id = \(user)")
    return true
  }
}
