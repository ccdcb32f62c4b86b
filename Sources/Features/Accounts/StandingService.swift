import Core

/// What the staff do about members: mutes, bans, roles. Nobody acts on themselves, their equals or their superiors.
///
/// Every change is committed, then forgotten in this node's session cache and announced to the others.
public struct StandingService: Sendable {
  /// How long somebody may be kept from posting.
  public static let muteDurations = Duration.minutes(10)...Duration.days(30)

  private let work: UnitOfWork
  private let users: UserRepository
  private let permissions: PermissionRepository
  private let sessions: SessionRepository
  private let cache: SessionCache
  /// Lower-case addresses of `ADMIN_EMAILS`.
  private let admins: Set<String>

  init(
    work: UnitOfWork, users: UserRepository, permissions: PermissionRepository, sessions: SessionRepository, cache: SessionCache,
    admins: Set<String>
  ) {
    self.work = work
    self.users = users
    self.permissions = permissions
    self.sessions = sessions
    self.cache = cache
    self.admins = admins
  }

  /// Takes `post_message` away for a while; a mute replaces the one before.
  public func mute(_ scope: Scope, _ target: UserID, for duration: Duration) async throws {
    guard Self.muteDurations.contains(duration) else { throw AppError.validation("duration", "must be 10 minutes to 30 days") }
    let mute = PermissionException(permission: .postMessage, effect: .deny, endsAt: scope.now + duration)
    try await act(scope, on: target) { tx, _ in
      try await permissions.put(mute, for: target, at: scope.now, in: tx)
      return .memberChanged(target)
    }
  }

  public func unmute(_ scope: Scope, _ target: UserID) async throws {
    try await act(scope, on: target) { tx, _ in
      try await permissions.remove(.postMessage, .deny, of: target, in: tx) ? .memberChanged(target) : nil
    }
  }

  /// Takes everything away and ends all sessions and sockets.
  public func ban(_ scope: Scope, _ target: UserID) async throws {
    try await act(scope, on: target) { tx, user in
      guard !user.isBanned else { return nil }
      try await users.setBanned(scope.now, of: target, at: scope.now, in: tx)
      try await sessions.revokeAll(of: target, except: nil, for: .banned, at: scope.now, in: tx)
      return .banned(target)
    }
  }

  /// Lets somebody in again, through a new session.
  public func unban(_ scope: Scope, _ target: UserID) async throws {
    try await act(scope, on: target) { tx, user in
      guard user.isBanned else { return nil }
      try await users.setBanned(nil, of: target, at: scope.now, in: tx)
      return .memberChanged(target)
    }
  }

  /// Makes the account of this address an administrator's: `neospace admin grant`. Administrators only.
  @discardableResult
  public func grantAdmin(_ scope: Scope, email: String) async throws -> User {
    try scope.require(.admin)
    let (user, hasChanged) = try await work.transaction { tx in
      guard let user = try await users.user(email: email, in: tx) else { throw AppError.notFound("An account of this address") }
      if user.role != .admin { try await users.setRole(.admin, of: user.id, at: scope.now, in: tx) }
      return (try await users.user(user.id, in: tx) ?? user, user.role != .admin)
    }
    if hasChanged { announce(.memberChanged(user.id), of: user.id, scope) }
    return user
  }

  /// Changes something about a member below the caller; the change says what happened, or nil when nothing did.
  private func act(_ scope: Scope, on target: UserID, _ change: @Sendable (Transaction, User) async throws -> NodeEvent?) async throws {
    try scope.require(.moderate)
    let event = try await work.transaction { tx in
      guard let user = try await users.user(target, in: tx) else { throw AppError.notFound("This member") }
      let exceptions = try await permissions.exceptions(of: target, in: tx)
      let standing = Standing(of: user, exceptions: exceptions, admins: admins, now: scope.now)
      guard standing.rank < scope.rank else { throw AppError.forbidden("You cannot do this to somebody of your own standing") }
      return try await change(tx, user)
    }
    if let event { announce(event, of: target, scope) }
  }

  private func announce(_ event: NodeEvent, of user: UserID, _ scope: Scope) {
    cache.forget(user: user)
    scope.outbox.add(Event(node: event))
  }
}

extension Scope {
  /// How high the caller stands, against `Standing.rank`; the server itself stands above all.
  fileprivate var rank: Int {
    if case .system = caller { return .max }
    return permissions.contains(.admin) ? 2 : permissions.contains(.moderate) ? 1 : 0
  }
}
