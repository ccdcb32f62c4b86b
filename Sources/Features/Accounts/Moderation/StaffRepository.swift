import Core
import SQL

/// Who of the members is staff, for features that tell staff of something.
public struct StaffRepository: Sendable {
  private let permissions = PermissionRepository()

  public init() {}

  /// Everybody of a rank above members, banned or not.
  public func all(at now: Timestamp, in snapshot: Snapshot) async throws -> [StaffMember] {
    let users = try await snapshot.all(Self.candidates, as: User.self)
    guard !users.isEmpty else { return [] }
    let exceptions = try await permissions.exceptions(of: Set(users.map(\.id)), in: snapshot)
    return users.compactMap { user in
      let effective = EffectivePermissions(of: user, exceptions: exceptions[user.id] ?? [], now: now)
      guard effective.rank > 0 else { return nil }
      return StaffMember(
        id: user.id, email: user.email, rank: effective.rank, moderates: effective.permissions.contains(.moderate),
        administers: effective.permissions.contains(.admin))
    }
  }

  static var candidates: SQL {
    """
    SELECT \(UserRepository.columns) FROM users WHERE left_at IS NULL AND id IN
      (SELECT id FROM users WHERE role <> 'member'
        UNION SELECT user_id FROM user_permissions WHERE effect = 'grant' AND permission IN ('moderate', 'admin'))
    ORDER BY id
    """
  }
}

/// One of the staff.
public struct StaffMember: Hashable, Sendable {
  public let id: UserID
  public let email: String
  /// 1 for moderators, 2 for administrators, whatever they are denied.
  public let rank: Int
  /// Whether they hold `moderate` now.
  public let moderates: Bool
  /// Whether they hold `admin` now.
  public let administers: Bool
}
