import Core

/// What a member is called and reached by: username and e-mail address. Whether they are free is for the indexes to say.
public struct IdentityService: Sendable {
  /// How long a name one had before leads to one's account and is kept from others.
  public static let memory = Duration.days(90)

  private let work: UnitOfWork
  private let users: UserRepository
  private let names: FormerNameRepository
  private let passwords: AuthService
  private let cache: SessionCache

  init(work: UnitOfWork, users: UserRepository, names: FormerNameRepository, passwords: AuthService, cache: SessionCache) {
    self.work = work
    self.users = users
    self.names = names
    self.passwords = passwords
    self.cache = cache
  }

  /// `USERNAME_EXISTS` for a name somebody has, or had less than 90 days ago. One's own former name may be taken back.
  public func rename(_ scope: Scope, to username: String) async throws {
    let member = try scope.signedIn()
    guard username != member.username else { return }
    try await work.transaction { tx in
      try await names.forget(before: scope.now, in: tx)
      if let holder = try await names.holder(of: username, in: tx), holder != member.id { throw AppError.usernameTaken }
      guard let former = try await users.user(member.id, in: tx)?.username,
        try await users.setUsername(username, of: member.id, at: scope.now, in: tx)
      else { throw AppError.usernameTaken }
      try await names.remove(username, in: tx)
      if former.lowercased() != username.lowercased() {
        try await names.keep(former, for: member.id, until: scope.now + Self.memory, in: tx)
      }
    }
    changed(scope, member)
  }

  /// `EMAIL_EXISTS` for an address somebody has; needs the password.
  public func changeEmail(_ scope: Scope, to email: String, password: Password) async throws {
    let member = try scope.signedIn()
    guard let stored = try await users.credentials(of: member.id),
      try await passwords.verify(password, against: stored.passwordHash) != .wrong
    else { throw ProfileService.wrongPassword }
    guard email != stored.user.email else { return }
    try await work.transaction { tx in
      // Compared outside: whoever changed the password meanwhile decides.
      guard try await users.credentials(of: member.id, in: tx)?.passwordHash == stored.passwordHash else {
        throw ProfileService.wrongPassword
      }
      guard try await users.setEmail(email, of: member.id, at: scope.now, in: tx) else { throw AppError.emailTaken }
    }
    changed(scope, member)
  }

  public enum Bearer: Equatable, Sendable {
    case now(User)
    /// Somebody who was called so less than 90 days ago; this is their present name.
    case formerly(String)
  }

  /// Whose name it is, or was. The banned and who they were are for moderators to see.
  public func member(_ scope: Scope, called username: String) async throws -> Bearer {
    let viewer = try scope.requireMember(.readWall)
    if let user = try await users.user(username: username) {
      guard !user.isBanned || viewer.permissions.contains(.moderate) else { throw AppError.notFound("This member") }
      return .now(user)
    }
    guard let name = try await names.presentName(of: username, at: scope.now) else { throw AppError.notFound("This member") }
    return .formerly(name)
  }

  private func changed(_ scope: Scope, _ member: Member) {
    cache.forget(user: member.id)
    scope.outbox.add(Event(node: .memberChanged(member.id)))
  }
}

extension AppError {
  static let emailTaken = AppError(
    .emailExists, "This e-mail address has an account already", details: ["email": "has an account already"])
  static let usernameTaken = AppError(.usernameExists, "This username is taken", details: ["username": "is taken"])
}
