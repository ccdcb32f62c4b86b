import Core

/// Turns tokens into members: checks the token's signature, then the session's row, through a small cache.
///
/// A cached session is read again after `reread`, and at once when this or another node changes it or its member.
public struct SessionAuthority: Authenticator {
  let tokens: SessionTokens
  let sessions: SessionRepository
  let cache: SessionCache
  let activity: SessionActivity
  let reread: Duration
  let site: SiteState

  public func authenticate(token: String, now: Timestamp) async throws -> Authenticated {
    let claims = try tokens.verify(token, now: now)
    let authenticated = try await authenticate(session: claims.session, now: now)
    guard authenticated.member.id == claims.user else { throw SessionTokens.invalid }
    return authenticated
  }

  public func authenticate(session: SessionID, now: Timestamp) async throws -> Authenticated {
    switch cache.lookup(session, now: now) {
    case .hit(let authenticated, let mark):
      if mark == .due { activity.note(session, at: now) }
      return authenticated
    case .miss(let ticket):
      return try await read(session, now: now, ticket: ticket)
    }
  }

  public func authenticate(sessions: Set<SessionID>, now: Timestamp) async throws -> [SessionID: Result<Authenticated, AppError>] {
    let ticket = cache.ticket
    let holders = try await self.sessions.holders(of: Array(sessions))
    let found: [SessionID: Result<Authenticated, AppError>] = sessions.reduce(into: [:]) { found, session in
      found[session] = take(holders[session], as: session, now: now, ticket: ticket)
    }
    for (session, result) in found { if case .failure = result { cache.forget(session: session) } }
    return found
  }

  public func forget(session: SessionID) { cache.forget(session: session) }

  public func forget(user: UserID) { cache.forget(user: user) }

  public func forgetEverything() { cache.forgetEverything() }

  private func read(_ id: SessionID, now: Timestamp, ticket: SessionCache.Ticket) async throws -> Authenticated {
    try take(try await sessions.holder(of: id), as: id, now: now, ticket: ticket).get()
  }

  /// Who a session's row stands for. A valid one is cached.
  private func take(
    _ holder: SessionRepository.Holder?, as id: SessionID, now: Timestamp, ticket: SessionCache.Ticket
  ) -> Result<Authenticated, AppError> {
    guard let holder, holder.counts(at: now) else { return .failure(SessionTokens.invalid) }
    let session = holder.session
    let effective = EffectivePermissions(of: holder.user, exceptions: holder.exceptions, now: now, newcomerHours: site.newcomerHours)
    let authenticated = Authenticated(
      member: Member(holder.user, effective: effective), session: id, expires: session.expiresAt, isBanned: holder.user.isBanned)
    let freshUntil = [now + reread, session.expiresAt + SessionTokens.skew, effective.changesAt].compactMap { $0 }.min()!
    let isDue = now >= session.lastSeenAt + SessionCache.seenInterval
    if isDue { activity.note(id, at: now) }
    cache.store(
      SessionCache.Entry(
        authenticated: authenticated, readAt: now, freshUntil: freshUntil, seenAt: isDue ? now : session.lastSeenAt), for: id,
      ticket: ticket)
    return .success(authenticated)
  }
}

extension SessionRepository.Holder {
  /// A session that was revoked by a ban still identifies its member while the ban lasts, so that the answer can say so.
  fileprivate func counts(at now: Timestamp) -> Bool {
    guard now < session.expiresAt + SessionTokens.skew else { return false }
    return session.revokedAt == nil || end == .banned && user.isBanned
  }
}
