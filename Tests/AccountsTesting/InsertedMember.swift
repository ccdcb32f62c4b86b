import Accounts
import Core
import SQL

extension Database {
  /// Inserts a member without a password or a session: cheaper than a sign-up, for tests that call services directly.
  public func insertMember(
    _ name: String, role: Role = .member, without denied: PermissionSet = .none, at now: Timestamp
  ) async throws -> Member {
    let (uuid, email, displayName, color) = ("uuid-" + name, name + "@example.org", "The " + name, Username.color(of: name))
    let id = try await write { transaction in
      try await transaction.value(
        """
        INSERT INTO users (uuid, username, email, name, password_hash, role, color, created_at, updated_at)
        VALUES (\(uuid), \(name), \(email), \(displayName), 'x', \(role), \(color), \(now), \(now)) RETURNING id
        """, as: UserID.self)!
    }
    return Member(
      id: id, uuid: uuid, username: name, displayName: displayName, email: email, color: color, role: role,
      permissions: role.permissions.subtracting(denied))
  }
}
