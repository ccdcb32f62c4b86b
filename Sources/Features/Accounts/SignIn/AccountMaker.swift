import Core
import Crypto

/// Turns what somebody asked for into an account: sign-up and set-up have this in common.
struct AccountMaker: Sendable {
  /// An account that only waits for its row.
  struct Draft: Sendable {
    let row: UserRepository.Draft
    /// Usernames to try, best first.
    let usernames: [String]
  }

  let users: UserRepository
  let names: FormerNameRepository
  let addresses: AddressRepository
  let passwords: PasswordChecker

  /// Hashes the password, so it takes a while.
  func draft(_ scope: Scope, _ account: NewAccount) async throws -> Draft {
    try passwords.refuseCommon(account.password)
    var random = ScopedRandom(source: scope.random)
    let row = UserRepository.Draft(
      uuid: UUID4(using: &random).description, email: account.email, name: account.name,
      passwordHash: try await passwords.hash(account.password), githubID: account.githubID, createdAt: scope.now)
    return Draft(row: row, usernames: account.username.map { [$0] } ?? Username.candidates(for: account.email, random: scope.random))
  }

  /// `EMAIL_EXISTS` before `USERNAME_EXISTS` when both are taken.
  func insert(_ draft: Draft, in tx: Transaction) async throws -> User {
    try await names.forget(before: draft.row.createdAt, in: tx)
    for username in draft.usernames {
      if try await names.holder(of: username, in: tx) != nil { continue }
      switch try await users.insert(draft.row, username: username, in: tx) {
      case .inserted(let user):
        // Checked after the insert, which waits for a transaction that is giving the address up.
        if try await addresses.isReserved(user.email, from: user.id, at: draft.row.createdAt, in: tx) { throw AppError.emailTaken }
        return user
      case .emailTaken: throw AppError.emailTaken
      case .usernameTaken: continue
      }
    }
    throw AppError.usernameTaken
  }
}
