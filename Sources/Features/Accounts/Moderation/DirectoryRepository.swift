import Core
import SQL

/// All members by name, a slice at a time.
struct DirectoryRepository: Sendable {
  private let database: Database
  private let permissions: PermissionRepository

  init(_ database: Database, permissions: PermissionRepository) {
    self.database = database
    self.permissions = permissions
  }

  /// Members whose name begins with `prefix` and comes after `last`, by name. Both are in lower case.
  func members(named prefix: String, after last: String, limit: Int) async throws -> [User] {
    try await database.all(Self.members(named: prefix, after: last, limit: limit))
  }

  func member(email: String) async throws -> User? {
    try await database.first("SELECT \(UserRepository.columns) FROM users WHERE lower(email) = \(email.lowercased()) AND is_bot = \(false)")
  }

  /// A member, their grants and denials, and the number of their sessions.
  func file(of id: UserID, at now: Timestamp, standing: (any MemberStanding)?) async throws -> MemberFile? {
    try await database.read { connection in
      guard
        let user = try await connection.first(
          "SELECT \(UserRepository.columns) FROM users WHERE id = \(id) AND is_bot = \(false)", as: User.self)
      else {
        return nil
      }
      let sessions = try await connection.value(
        "SELECT COUNT(*) FROM sessions WHERE user_id = \(id) AND revoked_at IS NULL AND expires_at > \(now)", as: Int.self)
      let actions = try await standing?.standing(of: id, at: now, in: connection)
      return MemberFile(
        muteAction: actions?.mute, banAction: actions?.ban, user: user,
        exceptions: try await permissions.exceptions(of: id, in: connection).filter { $0.holds(at: now) },
        sessions: sessions ?? 0)
    }
  }

  static func members(named prefix: String, after last: String, limit: Int) -> SQL {
    // Usernames are ASCII: `~` comes after every character that they may hold.
    """
    SELECT \(UserRepository.columns) FROM users
    WHERE left_at IS NULL AND is_bot = \(false) AND \(name) > \(last) AND \(name) >= \(prefix) AND \(name) < \(prefix + "~") ORDER BY \(name) LIMIT \(limit)
    """
  }

  private static var name: SQL { "\(sqlite: "lower(username)", postgres: "lower(username) COLLATE \"C\"")" }
}
