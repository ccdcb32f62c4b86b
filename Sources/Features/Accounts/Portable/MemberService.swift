import Core

/// Members as the server itself acts for them, without a session: for work that goes on after its request.
public struct MemberService: Sendable {
  let users: UserRepository
  let permissions: PermissionRepository
  let site: SiteState

  /// The member with what they may do now; nil for an account that is gone.
  public func member(_ scope: Scope, _ id: UserID) async throws -> Member? {
    try scope.require(.admin)
    return try await users.reading { snapshot in
      guard let user = try await users.user(id, in: snapshot) else { return nil }
      return try await member(user, at: scope.now, snapshot)
    }
  }

  /// The same by the address of the account.
  public func member(_ scope: Scope, email: String) async throws -> Member? {
    try scope.require(.admin)
    return try await users.reading { snapshot in
      guard let address = EmailAddress.accepted(email), let user = try await users.user(email: address, in: snapshot) else { return nil }
      return try await member(user, at: scope.now, snapshot)
    }
  }

  private func member(_ user: User, at now: Timestamp, _ snapshot: Snapshot) async throws -> Member {
    let exceptions = try await permissions.exceptions(of: user.id, in: snapshot)
    return Member(user, effective: EffectivePermissions(of: user, exceptions: exceptions, now: now, newcomerHours: site.newcomerHours))
  }
}
