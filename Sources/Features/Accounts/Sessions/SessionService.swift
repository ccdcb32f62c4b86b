import Core

/// Lists and ends a member's own sessions. After the commit, the session leaves this node's cache, and an event makes the other nodes do the
/// same and closes the session's sockets.
public struct SessionService: Sendable {
  let work: UnitOfWork
  let sessions: SessionRepository
  let cache: SessionCache
  let links: AccountLinks

  /// The caller's open sessions, most recently seen first.
  public func mine(_ scope: Scope) async throws -> [Session] {
    let member = try scope.requireMember()
    return try await sessions.live(of: member.id, at: scope.now)
  }

  /// Ends the session of this request.
  public func signOut(_ scope: Scope) async throws {
    guard let session = scope.session else { throw AppError.unauthorized }
    _ = try await end(scope, session, for: .signedOut)
  }

  /// Ends the session that a browser had before it signed in again.
  public func endReplaced(_ scope: Scope) async throws {
    guard let session = scope.session else { return }
    _ = try await end(scope, session, for: .signedInAgain)
  }

  /// Ends one of the caller's sessions. `NOT_FOUND` for other members' sessions and for those that have ended.
  public func revoke(_ scope: Scope, _ session: SessionID) async throws {
    let end: SessionEnd = session == scope.session ? .signedOut : .revoked
    guard try await self.end(scope, session, for: end) else { throw AppError.notFound("This session") }
  }

  /// Ends all of the caller's sessions except this one. Returns how many.
  @discardableResult
  public func revokeOthers(_ scope: Scope) async throws -> Int {
    let member = try scope.requireMember()
    let count = try await work.transaction { transaction in
      try await links.void(of: member.id, in: transaction)
      return try await sessions.revokeAll(of: member.id, except: scope.session, for: .revoked, at: scope.now, in: transaction)
    }
    if count > 0 { announceEnd(scope, of: member.id, except: scope.session, for: .revoked) }
    return count
  }

  /// Ends all of the caller's sessions, including this one.
  public func revokeAll(_ scope: Scope) async throws {
    let member = try scope.requireMember()
    let count = try await work.transaction { transaction in
      try await links.void(of: member.id, in: transaction)
      return try await sessions.revokeAll(of: member.id, except: nil, for: .revoked, at: scope.now, in: transaction)
    }
    if count > 0 { announceEnd(scope, of: member.id, except: nil, for: .revoked) }
  }

  /// Ends the other sessions and voids the member's links, in the transaction that changes the password. Call `announceEnd` after the commit.
  func revokeOthers(_ scope: Scope, of user: UserID, for end: SessionEnd, in transaction: Transaction) async throws -> Int {
    try await links.void(of: user, in: transaction)
    return try await sessions.revokeAll(of: user, except: scope.session, for: end, at: scope.now, in: transaction)
  }

  func announceEnd(_ scope: Scope, of user: UserID, except kept: SessionID?, for end: SessionEnd) {
    cache.forget(user: user)
    scope.outbox.add(Event(node: .sessionsRevoked(user, except: kept, reason: end.rawValue)))
  }

  private func end(_ scope: Scope, _ session: SessionID, for end: SessionEnd) async throws -> Bool {
    let member = try scope.requireMember()
    let hasEnded = try await work.transaction { transaction in
      try await sessions.revoke(session, of: member.id, for: end, at: scope.now, in: transaction)
    }
    guard hasEnded else { return false }
    cache.forget(session: session)
    scope.outbox.add(Event(node: .sessionRevoked(session, reason: end.rawValue)))
    return true
  }
}
