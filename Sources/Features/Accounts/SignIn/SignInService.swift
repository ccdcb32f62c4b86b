import Core

/// Signs people in. Neither the answer nor the time it takes tells whether an account exists.
public struct SignInService: Sendable {
  let work: UnitOfWork
  let users: UserRepository
  let throttle: SignInThrottle
  let opener: SessionOpener
  let passwords: PasswordChecker
  let standing: (any MemberStanding)?

  /// Opens a session. `INVALID_CREDENTIALS` for unknown names and wrong passwords alike; `FORBIDDEN` for banned members who know theirs.
  ///
  /// After ten failures under one name, each further try waits longer before the password is checked.
  public func signIn(
    _ scope: Scope, _ attempt: SignInAttempt, from client: UserAgent, for lifetime: SessionLifetime
  ) async throws -> SignedIn {
    do {
      return try await opened(scope, attempt, from: client, for: lifetime)
    } catch let error as AppError where error.code == .invalidCredentials {
      scope.outbox.add(Event(deed: .loginFailure, by: nil, at: scope.now))
      throw error
    }
  }

  private func opened(
    _ scope: Scope, _ attempt: SignInAttempt, from client: UserAgent, for lifetime: SessionLifetime
  ) async throws -> SignedIn {
    try await throttle.wait(beforeTrying: attempt.login, at: scope.now)

    async let refusalIsDue: Void = throttle.delays.pause(throttle.delays.shortestRefusal)
    guard let (credentials, hash) = try await verified(attempt) else {
      try await refusalIsDue
      throw Self.invalidCredentials
    }
    if credentials.user.isBanned { throw try await banned(credentials.user.id, at: scope.now) }

    let (user, opened) = try await work.transaction { transaction in
      // The password was compared outside the transaction: meanwhile it may have changed, or the account been banned or deleted.
      guard let current = try await users.credentials(of: credentials.user.id, in: transaction),
        current.passwordHash == credentials.passwordHash
      else { throw Self.invalidCredentials }
      if current.user.isBanned { throw try await Self.banned(current.user.id, standing, at: scope.now, in: transaction) }
      if let hash { try await users.setPasswordHash(hash, of: current.user.id, at: current.user.updatedAt, in: transaction) }
      try await throttle.clear(attempt.login, in: transaction)
      return (current.user, try await opener.open(scope, for: current.user, from: client, lasting: lifetime, in: transaction))
    }
    return opener.finish(scope, opened, of: user)
  }

  /// The account with this name if the password is right, and the hash to store in place of an outdated one.
  private func verified(_ attempt: SignInAttempt) async throws -> (Credentials, rehashed: String?)? {
    let credentials = try await users.credentials(login: attempt.login)
    let verdict = try await passwords.verify(attempt.password, against: credentials?.passwordHash)
    return switch (credentials, verdict) {
    case (nil, _), (_, .wrong): nil
    case (let credentials?, .right): (credentials, nil)
    case (let credentials?, .rightInOldScheme(let hash)): (credentials, hash)
    }
  }

  static let invalidCredentials = AppError(.invalidCredentials, "The name or the password is wrong")

  /// The refusal of a banned member who has proved who they are: why, and until when.
  public func banned(_ user: UserID, at now: Timestamp) async throws -> AppError {
    try await users.reading { try await Self.banned(user, standing, at: now, in: $0) }
  }

  private static func banned(
    _ user: UserID, _ standing: (any MemberStanding)?, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> AppError {
    AppError(.forbidden, "This account is banned", details: try await standing?.banDetails(of: user, at: now, in: snapshot) ?? [:])
  }
}
