import Core

/// Asks members for the password they have, where a session alone is not enough. Wrong answers slow down the next ones as at sign-in, so
/// that somebody with a stolen session guesses no faster.
struct CurrentPassword: Sendable {
  private let work: UnitOfWork
  private let users: UserRepository
  private let attempts: AttemptRepository
  private let passwords: PasswordChecker
  private let pace: SignInService.Pace

  init(work: UnitOfWork, users: UserRepository, attempts: AttemptRepository, passwords: PasswordChecker, pace: SignInService.Pace) {
    self.work = work
    self.users = users
    self.attempts = attempts
    self.passwords = passwords
    self.pace = pace
  }

  /// The account's credentials; `ProfileService.wrongPassword` when the password is not its own.
  func verified(_ user: UserID, _ password: Password, at now: Timestamp) async throws -> Credentials {
    guard let stored = try await users.credentials(of: user) else { throw ProfileService.wrongPassword }
    let counted = LoginDigest(of: "member \(user)")
    let count = try await work.transaction { tx in try await attempts.count(counted, at: now, in: tx) }
    let delay = SignInPace.delay(beforeAttempt: count)
    if delay > .zero { try await pace.pause(delay) }
    guard try await passwords.verify(password, against: stored.passwordHash) != .wrong else { throw ProfileService.wrongPassword }
    try await work.transaction { tx in try await attempts.clear(counted, in: tx) }
    return stored
  }
}
