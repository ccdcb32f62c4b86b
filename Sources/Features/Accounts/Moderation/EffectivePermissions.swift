import Core

/// Something a member may do beyond their role, or may not.
struct PermissionException: Hashable, Sendable {
  enum Effect: String, Sendable { case grant, deny }

  let permission: Permission
  let effect: Effect
  /// Nil: until it is taken back.
  let endsAt: Timestamp?

  func holds(at now: Timestamp) -> Bool { endsAt.map { now < $0 } ?? true }
}

/// What a user's role, grants, denials and ban amount to at a moment.
struct EffectivePermissions: Equatable, Sendable {
  let role: Role
  let permissions: PermissionSet
  /// When a grant or denial that counts now runs out; nil when none does.
  let changesAt: Timestamp?
  /// How high somebody stands among the staff, whatever they are denied: nobody acts on those who stand as high.
  let rank: Int

  init(of user: User, exceptions: [PermissionException], now: Timestamp) {
    let holding = exceptions.filter { $0.holds(at: now) }
    let granted = PermissionSet(holding.filter { $0.effect == .grant }.map(\.permission))
    let denied = PermissionSet(holding.filter { $0.effect == .deny }.map(\.permission))
    role = user.role
    let deserved = role.permissions.union(granted)
    permissions = user.isBanned ? .none : deserved.subtracting(denied)
    changesAt = holding.compactMap(\.endsAt).min()
    rank = deserved.contains(.admin) ? 2 : deserved.contains(.moderate) ? 1 : 0
  }
}

extension Member {
  init(_ user: User, effective: EffectivePermissions) {
    self.init(
      id: user.id, uuid: user.uuid, username: user.username, displayName: user.name, email: user.email, color: user.color,
      role: effective.role, permissions: effective.permissions)
  }
}
