import Core
import Crypto

/// Makes an account from its form, for sign-up and set-up.
struct AccountMaker: Sendable {
  let users: UserRepository
  let names: FormerNameRepository
  let addresses: AddressRepository
  let passwords: PasswordChecker
  /// What other features do for a new account.
  let steps: [any NewMemberStep]

  /// The row to insert. Hashes the password, which takes a while.
  func draft(_ scope: Scope, _ account: NewAccount) async throws -> UserRepository.Draft {
    try passwords.refuseCommon(account.password)
    return UserRepository.Draft(
      uuid: scope.random.uuid().description, email: account.email, name: account.name,
      passwordHash: try await passwords.hash(account.password), githubID: account.githubID, createdAt: scope.now,
      usernames: account.username.map { [$0] } ?? Username.candidates(for: account.email, random: scope.random))
  }

  /// `EMAIL_EXISTS` before `USERNAME_EXISTS` when both are taken.
  func insert(_ draft: UserRepository.Draft, in transaction: Transaction) async throws -> User {
    try await names.forget(before: draft.createdAt, in: transaction)
    for username in draft.usernames {
      if try await names.holder(of: username, in: transaction) != nil { continue }
      switch try await users.insert(draft, username: username, in: transaction) {
      case .inserted(let user):
        // Checked after the insert, which waits for a transaction that is giving the address up.
        if try await addresses.isReserved(user.email, from: user.id, at: draft.createdAt, in: transaction) { throw AppError.emailTaken }
        for step in steps { try await step.welcome(user.id, at: draft.createdAt, in: transaction) }
        return user
      case .emailTaken: throw AppError.emailTaken
      case .usernameTaken: continue
      }
    }
    throw AppError.usernameTaken
  }
}

extension AppError {
  static let emailTaken = AppError(
    .emailExists, "This e-mail address has an account already", details: ["email": "has an account already"])
  static let usernameTaken = AppError(.usernameExists, "This username is taken", details: ["username": "is taken"])
}
