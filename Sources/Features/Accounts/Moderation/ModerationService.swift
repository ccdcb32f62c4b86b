import Core

/// Mutes, bans, roles and permissions, as staff set them. Staff act only on members of a lower rank. Mutes and bans are decided by Care.
///
/// After the commit of a change, the member leaves this node's session cache, and an event tells the other nodes.
public struct ModerationService: Sendable {
  /// How long a grant or denial may last, unless it lasts until it is removed.
  public static let exceptionDurations = Duration.minutes(10)...Duration.days(365)

  let work: UnitOfWork
  let users: UserRepository
  let permissions: PermissionRepository
  let sessions: SessionRepository
  let cache: SessionCache
  let audit: AuditRepository
  let links: AccountLinks
  /// What other features do when somebody is banned or a ban is lifted.
  let steps: [any BanStep]

  // MARK: Mutes and bans, in a transaction of the feature that writes them down

  /// Denies `post_message` until a time; a new mute replaces an earlier one.
  public func mute(_ target: UserID, until end: Timestamp, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let mute = PermissionException(permission: .postMessage, effect: .deny, endsAt: end)
    try await permissions.put(mute, for: target, at: now, in: transaction)
    return [Event(node: .memberChanged(target))]
  }

  public func unmute(_ target: UserID, in transaction: Transaction) async throws -> [Event] {
    try await permissions.remove(.postMessage, .deny, of: target, in: transaction) ? [Event(node: .memberChanged(target))] : []
  }

  /// Takes all permissions away and ends all sessions and sockets. Banning again changes nothing.
  public func ban(_ target: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard let user = try await users.user(target, in: transaction), !user.isBanned else { return [] }
    try await users.setBanned(now, of: target, at: now, in: transaction)
    try await sessions.revokeAll(of: target, except: nil, for: .banned, at: now, in: transaction)
    try await links.void(of: target, in: transaction)
    return [Event(node: .banned(target))] + (try await stepsTaken(for: target, in: transaction))
  }

  /// Lifts a ban. The member signs in again.
  public func unban(_ target: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard let user = try await users.user(target, in: transaction), user.isBanned else { return [] }
    try await users.setBanned(nil, of: target, at: now, in: transaction)
    return [Event(node: .memberChanged(target))] + (try await stepsTaken(for: target, in: transaction))
  }

  /// The member, if staff may act on them: a locked row of somebody of a lower rank who has not left.
  public func subordinate(_ target: UserID, of scope: Scope, in transaction: Transaction) async throws -> User {
    guard let user = try await users.lockedForEditing(target, in: transaction) else { throw AppError.notFound("This member") }
    let exceptions = try await permissions.exceptions(of: target, in: transaction)
    let effective = EffectivePermissions(of: user, exceptions: exceptions, now: scope.now)
    guard effective.rank < scope.rank else { throw AppError.forbidden("You cannot do this to a member whose role is as high as yours") }
    return user
  }

  /// The id of the member with this name. Nil if there is no such member, or if they have left.
  public func member(named username: String, in transaction: Transaction) async throws -> UserID? {
    try await users.user(username: username, in: transaction)?.id
  }

  /// Empties addresses in the audit log after 90 days, at most `limit` at once; how many. The server's own.
  func forgetAddresses(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await audit.forgetAddresses(before: scope.now - SameAddress.memory, limit: limit, in: $0)
    }
  }

  /// After a change was committed: this node knows nothing of the member any more.
  public func forget(_ user: UserID) { cache.forget(user: user) }

  private func stepsTaken(for user: UserID, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for step in steps { events += try await step.standingChanged(of: user, in: transaction) }
    return events
  }

  /// Changes a role. Administrators only; only the operator can take another administrator's role.
  public func setRole(_ scope: Scope, _ target: UserID, to role: Role) async throws {
    try scope.require(.admin)
    guard role != .guest else { throw AppError.validation("role", "must be one of: member, moderator, admin") }
    try await act(scope, on: target, "member.role", details: [("role", role.rawValue)]) { transaction, user in
      guard user.role != role else { return nil }
      try await users.setRole(role, of: target, at: scope.now, in: transaction)
      try await links.void(of: target, in: transaction)
      return [.memberChanged(target)]
    }
  }

  /// Grants or denies a permission beside the role, for a while or until that is removed. Administrators only.
  public func setException(
    _ scope: Scope, _ target: UserID, _ effect: PermissionException.Effect, _ permission: Permission, for duration: Duration?
  ) async throws {
    try scope.require(.admin)
    guard duration.map(Self.exceptionDurations.contains) ?? true else {
      throw AppError.validation("duration", "must be 10 minutes to 365 days")
    }
    let exception = PermissionException(
      permission: permission, effect: effect, endsAt: duration.map { scope.now + $0 })
    let details = [("permission", permission.rawValue), ("until", exception.endsAt?.iso8601 ?? "taken back")]
    try await act(scope, on: target, "member.\(effect.rawValue)", details: details) { transaction, _ in
      try await permissions.put(exception, for: target, at: scope.now, in: transaction)
      return [.memberChanged(target)]
    }
  }

  /// Removes a grant or denial. Administrators only.
  public func removeException(
    _ scope: Scope, _ target: UserID, _ effect: PermissionException.Effect, _ permission: Permission
  ) async throws {
    try scope.require(.admin)
    let details = [("permission", permission.rawValue)]
    try await act(scope, on: target, "member.un\(effect.rawValue)", details: details) { transaction, _ in
      try await permissions.remove(permission, effect, of: target, in: transaction) ? [.memberChanged(target)] : nil
    }
  }

  /// Ends all sessions of a member.
  public func endSessions(_ scope: Scope, _ target: UserID) async throws {
    try await act(scope, on: target, "member.end_sessions") { transaction, _ in
      try await links.void(of: target, in: transaction)
      let count = try await sessions.revokeAll(of: target, except: nil, for: .revoked, at: scope.now, in: transaction)
      return count > 0 ? [.sessionsRevoked(target, except: nil, reason: SessionEnd.revoked.rawValue)] : nil
    }
  }

  /// Makes the account with this address an administrator: `neospace admin grant`. Administrators only.
  @discardableResult
  public func grantAdmin(_ scope: Scope, email: String) async throws -> User {
    try scope.require(.admin)
    let (user, hasChanged) = try await work.transaction { transaction in
      guard let user = try await users.user(email: email, in: transaction) else { throw AppError.notFound("An account of this address") }
      if user.role != .admin {
        try await users.setRole(.admin, of: user.id, at: scope.now, in: transaction)
        try await links.void(of: user.id, in: transaction)
        try await audit.record(scope, "member.role", of: "user:\(user.id)", details: [("role", Role.admin.rawValue)], in: transaction)
      }
      return (try await users.user(user.id, in: transaction) ?? user, user.role != .admin)
    }
    if hasChanged { announce(.memberChanged(user.id), of: user.id, scope) }
    return user
  }

  /// Makes a change to a member of a lower rank and writes it into the audit log. `change` returns the events to publish, or nil when
  /// nothing has changed.
  func act(
    _ scope: Scope, on target: UserID, _ action: String, details: [(name: String, value: String)] = [],
    _ change: @Sendable (Transaction, User) async throws -> [NodeEvent]?
  ) async throws {
    try await actTelling(scope, on: target, action, details: details) { transaction, user in
      try await change(transaction, user)?.map { Event(node: $0) }
    }
  }

  /// The same for changes of which clients are told too.
  public func actTelling(
    _ scope: Scope, on target: UserID, _ action: String, details: [(name: String, value: String)] = [],
    _ change: @Sendable (Transaction, User) async throws -> [Event]?
  ) async throws {
    try scope.require(.moderate)
    let events = try await work.transaction { transaction in
      let user = try await subordinate(target, of: scope, in: transaction)
      guard let events = try await change(transaction, user) else { return [Event]() }
      try await audit.record(scope, action, of: "user:\(target)", details: details, in: transaction)
      return events
    }
    if !events.isEmpty { cache.forget(user: target) }
    for event in events { scope.outbox.add(event) }
  }

  private func announce(_ event: NodeEvent, of user: UserID, _ scope: Scope) {
    cache.forget(user: user)
    scope.outbox.add(Event(node: event))
  }
}

extension Scope {
  /// The caller's rank, to compare with `EffectivePermissions.rank`; the server itself is above all.
  fileprivate var rank: Int {
    if case .system = caller { return .max }
    return permissions.rank
  }
}
