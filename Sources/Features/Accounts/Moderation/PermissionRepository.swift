import Core
import SQL

/// Grants and denials beside the role.
public struct PermissionRepository: Sendable {
  /// An SQL condition: the permission is denied to the member at that time. For queries that must leave out what it protects. Every
  /// member's role has all permissions but those of staff, and a denial wins over a grant.
  public static func isDenied(_ permission: Permission, to user: UserID, at now: Timestamp) -> SQL {
    """
    EXISTS (SELECT 1 FROM user_permissions WHERE user_id = \(user) AND permission = \(permission) AND effect = 'deny'
      AND (ends_at IS NULL OR ends_at > \(now)))
    """
  }

  func exceptions(of user: UserID, in connection: Connection) async throws -> [PermissionException] {
    let rows = try await connection.all(
      "SELECT permission, effect, ends_at FROM user_permissions WHERE user_id = \(user)", as: ExceptionRow.self)
    return rows.compactMap(\.exception)
  }

  /// The exceptions of many members; members without any are left out.
  func exceptions(of users: Set<UserID>, in connection: Connection) async throws -> [UserID: [PermissionException]] {
    let rows = try await connection.all(
      "SELECT permission, effect, ends_at, user_id FROM user_permissions WHERE user_id IN (\(list: users))", as: OwnedException.self)
    return rows.reduce(into: [:]) { found, row in
      if let exception = row.exception { found[row.user, default: []].append(exception) }
    }
  }

  /// Replaces an earlier grant of the same permission by a grant, and a denial by a denial.
  func put(_ exception: PermissionException, for user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO user_permissions (user_id, permission, effect, ends_at, created_at)
      VALUES (\(user), \(exception.permission), \(exception.effect), \(exception.endsAt.sqlValue), \(now))
      ON CONFLICT (user_id, permission, effect) DO UPDATE SET ends_at = excluded.ends_at, created_at = excluded.created_at
      """)
  }

  /// False when there was nothing to remove.
  func remove(_ permission: Permission, _ effect: PermissionException.Effect, of user: UserID, in transaction: Transaction) async throws
    -> Bool
  {
    try await transaction.run(
      "DELETE FROM user_permissions WHERE user_id = \(user) AND permission = \(permission) AND effect = \(effect)") > 0
  }
}

/// A permission that this version does not know, such as one of a removed feature, is ignored.
private struct ExceptionRow: RowDecodable {
  let exception: PermissionException?

  init(row: Row) throws {
    let name: String = try row[0]
    let effect: PermissionException.Effect = try row[1]
    let endsAt: Timestamp? = try row[2]
    exception = Permission(rawValue: name).map { PermissionException(permission: $0, effect: effect, endsAt: endsAt) }
  }
}

private struct OwnedException: RowDecodable {
  let user: UserID
  let exception: PermissionException?

  init(row: Row) throws {
    exception = try ExceptionRow(row: row).exception
    user = try row[3]
  }
}

extension PermissionException.Effect: SQLEncodable, SQLDecodable {}
