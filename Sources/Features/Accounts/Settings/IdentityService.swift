import Core

/// What a member is called: the username. Whether it is free is for the index to say.
public struct IdentityService: Sendable {
  /// How long a name one had before leads to one's account and is kept from others.
  public static let memory = Duration.days(90)
  /// How many such names a member has at most; the oldest becomes free before its time.
  public static let mostFormerNames = 2

  private let work: UnitOfWork
  private let users: UserRepository
  private let names: FormerNameRepository
  private let renames: RenameRepository
  private let limit: Limit
  private let audit: AuditRepository
  private let cache: SessionCache

  init(
    work: UnitOfWork, users: UserRepository, names: FormerNameRepository, renames: RenameRepository, limit: Limit, cache: SessionCache,
    audit: AuditRepository
  ) {
    self.work = work
    self.users = users
    self.names = names
    self.renames = renames
    self.limit = limit
    self.audit = audit
    self.cache = cache
  }

  /// `USERNAME_EXISTS` for a name somebody has, or had less than 90 days ago. One's own former name may be taken back.
  /// Needs `post_message`, as everything that others read. Only a change that is made counts against the limit.
  public func rename(_ scope: Scope, to username: String) async throws {
    let member = try scope.signedIn()
    guard username != member.username else { return }
    try scope.require(.postMessage)
    try await work.transaction { tx in
      guard let former = try await users.locked(member.id, in: tx)?.username else { throw AppError.notFound("This account") }
      try await names.forget(before: scope.now, in: tx)
      if let holder = try await names.holder(of: username, in: tx), holder != member.id { throw AppError.usernameTaken }
      try await renames.count(limit, of: member.id, at: scope.now, in: tx)
      guard try await users.setUsername(username, of: member.id, at: scope.now, in: tx) else { throw AppError.usernameTaken }
      try await names.remove(username, in: tx)
      if former.lowercased() != username.lowercased() {
        try await names.keep(former, for: member.id, until: scope.now + Self.memory, in: tx)
        try await names.keepNewest(Self.mostFormerNames, of: member.id, in: tx)
      }
      try await audit.record(scope, "account.rename", of: "user:\(member.id)", in: tx)
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
