import Core

/// Asks members for their current password where a session alone is not enough. Wrong answers slow down further ones as at sign-in, so
/// that a stolen session does not allow faster guessing.
struct CurrentPassword: Sendable {
  static let wrong = AppError.validation("current_password", "is wrong")

  let work: UnitOfWork
  let users: UserRepository
  let throttle: SignInThrottle
  let passwords: PasswordChecker

  /// The account's credentials; `CurrentPassword.wrong` when the password is wrong.
  func verified(_ scope: Scope, _ user: UserID, _ password: Password) async throws -> Credentials {
    guard let stored = try await users.credentials(of: user) else { throw Self.wrong }
    let counted = "member \(user)"
    try await throttle.wait(beforeTrying: counted, at: scope.now)
    guard try await passwords.verify(password, against: stored.passwordHash) != .wrong else {
      scope.outbox.add(Event(deed: .loginFailure, by: user, at: scope.now))
      throw Self.wrong
    }
    try await work.transaction { transaction in try await throttle.clear(counted, in: transaction) }
    return stored
  }

  /// Reports a wrong password under the name that the form gives its field: a page can ask for the password in several forms.
  static func reporting<Result>(as field: String, _ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as AppError where error == wrong { throw AppError.validation(field, "is wrong") }
  }
}
