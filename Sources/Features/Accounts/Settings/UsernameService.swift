import Core

/// Changes of usernames. The unique index decides whether a name is free.
public struct UsernameService: Sendable {
  /// How long a former name leads to its member's profile and is kept from others.
  public static let memory = Duration.days(90)
  /// How many former names of a member are kept; one more frees the oldest early.
  public static let mostFormerNames = 2

  let work: UnitOfWork
  let users: UserRepository
  let names: FormerNameRepository
  let renames: RenameRepository
  let limit: Limit
  let cache: SessionCache
  let audit: AuditRepository

  /// `USERNAME_EXISTS` for a name that somebody else has, or had less than 90 days ago. Members may take their own former names back.
  /// Needs `post_message`, as everything that others read. Only a change that is made counts against the limit.
  public func rename(_ scope: Scope, to username: String) async throws {
    let member = try scope.requireMember()
    guard username != member.username else { return }
    try scope.require(.postMessage)
    try await work.transaction { transaction in
      guard let former = try await users.locked(member.id, in: transaction)?.username else { throw AppError.notFound("This account") }
      try await names.forget(before: scope.now, in: transaction)
      if let holder = try await names.holder(of: username, in: transaction), holder != member.id { throw AppError.usernameTaken }
      try await renames.count(limit, of: member.id, at: scope.now, in: transaction)
      guard try await users.setUsername(username, of: member.id, at: scope.now, in: transaction) else { throw AppError.usernameTaken }
      try await names.remove(username, in: transaction)
      if former.lowercased() != username.lowercased() {
        try await names.keep(former, for: member.id, until: scope.now + Self.memory, in: transaction)
        try await names.keepNewest(Self.mostFormerNames, of: member.id, in: transaction)
      }
      try await audit.record(scope, "account.rename", of: "user:\(member.id)", in: transaction)
    }
    changed(scope, member)
  }

  private func changed(_ scope: Scope, _ member: Member) {
    cache.forget(user: member.id)
    scope.outbox.add(Event(node: .memberChanged(member.id)))
  }
}
