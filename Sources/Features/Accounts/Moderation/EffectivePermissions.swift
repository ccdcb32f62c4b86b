import Core

/// A permission that a member is granted or denied beside their role.
public struct PermissionException: Hashable, Sendable {
  public enum Effect: String, CaseIterable, Sendable { case grant, deny }

  public let permission: Permission
  public let effect: Effect
  /// Nil: until it is removed.
  public let endsAt: Timestamp?

  func holds(at now: Timestamp) -> Bool { endsAt.map { now < $0 } ?? true }
}

/// What a user may do at a moment, by role, grants, denials and ban.
struct EffectivePermissions: Equatable, Sendable {
  let role: Role
  let permissions: PermissionSet
  /// When the first of today's grants and denials ends; nil when none does.
  let changesAt: Timestamp?
  /// As of `PermissionSet.rank`, whatever they are denied. Staff act only on lower ranks.
  let rank: Int
  /// Whether the account is a newcomer's now.
  let isNewcomer: Bool

  /// What newcomers lack, unless it was granted to them.
  static let kept: PermissionSet = [.createRoom, .sendDM, .uploadMedia, .publishScript]

  /// - Parameter newcomerHours: For how long accounts are newcomers'. Staff and who was invited are none.
  init(of user: User, exceptions: [PermissionException], now: Timestamp, newcomerHours: Int = 0) {
    let holding = exceptions.filter { $0.holds(at: now) }
    let denied = PermissionSet(holding.filter { $0.effect == .deny }.map(\.permission))
    role = user.role
    let deserved = Self.deserved(by: role, exceptions: exceptions, now: now)
    let end = user.createdAt + .hours(newcomerHours)
    isNewcomer = newcomerHours > 0 && role == .member && !user.isInvited && now < end
    let granted = PermissionSet(holding.filter { $0.effect == .grant }.map(\.permission))
    let lacking = isNewcomer ? Self.kept.subtracting(granted) : .none
    permissions = user.isBanned ? .none : deserved.subtracting(lacking).subtracting(denied)
    changesAt = (holding.compactMap(\.endsAt) + (isNewcomer ? [end] : [])).min()
    rank = deserved.rank
  }

  /// What role and grants give, before anything is denied.
  static func deserved(by role: Role, exceptions: [PermissionException], now: Timestamp) -> PermissionSet {
    role.permissions.union(PermissionSet(exceptions.filter { $0.holds(at: now) && $0.effect == .grant }.map(\.permission)))
  }
}

extension Member {
  init(_ user: User, effective: EffectivePermissions) {
    self.init(
      id: user.id, uuid: user.uuid, username: user.username, displayName: user.name, email: user.email, color: user.color,
      role: effective.role, permissions: effective.permissions, isNewcomer: effective.isNewcomer)
  }
}
