import Core

/// Deletes accounts: the member asks with the password, has two weeks to change their mind, and then everything personal is erased.
public struct DepartureService: Sendable {
  public static let grace = Duration.days(14)
  private static let settling = Duration.seconds(60)

  let work: UnitOfWork
  let users: UserRepository
  let departures: DepartureRepository
  let names: FormerNameRepository
  let addresses: AddressRepository
  let links: AccountLinks
  let current: CurrentPassword
  let cache: SessionCache
  let audit: AuditRepository

  /// When the caller's account is to be deleted, if ever.
  public func due(_ scope: Scope) async throws -> Timestamp? {
    let member = try scope.requireMember()
    return try await departures.due(of: member.id)
  }

  /// Starts the two weeks. Asking again does not start them again.
  public func request(_ scope: Scope, password: Password) async throws {
    let member = try scope.requireMember()
    _ = try await current.verified(scope, member.id, password)
    try await work.transaction { transaction in
      guard try await departures.insert(member.id, at: scope.now, due: scope.now + Self.grace, in: transaction) else { return }
      try await audit.record(scope, "account.leave", of: "user:\(member.id)", in: transaction)
    }
  }

  /// Keeps the account after all.
  public func withdraw(_ scope: Scope) async throws {
    let member = try scope.requireMember()
    try await work.transaction { transaction in
      guard try await departures.remove(member.id, in: transaction) else { return }
      try await audit.record(scope, "account.stay", of: "user:\(member.id)", in: transaction)
    }
  }

  /// Members whose two weeks are over. Only the server itself may ask.
  public func due(_ scope: Scope, limit: Int) async throws -> [UserID] {
    try scope.require(.admin)
    return try await departures.due(at: scope.now, leftBefore: nil, limit: limit)
  }

  /// Makes a due account anonymous: without name, address, password, sessions and permissions. The row stays, because messages of others
  /// refer to it. Other features erase their own data of the member afterwards.
  public func close(_ scope: Scope, _ user: UserID) async throws {
    try scope.require(.admin)
    let isClosed = try await work.transaction { transaction in
      guard let due = try await departures.due(of: user, in: transaction), due <= scope.now,
        let account = try await users.locked(user, in: transaction),
        try await departures.anonymise(user, suffix: scope.random.bytes(4), at: scope.now, in: transaction)
      else { return false }
      // The name stays taken for a while, so that a new member is not mistaken for the one who left. Its page does not exist.
      try await names.keep(account.username, for: user, until: scope.now + UsernameService.memory, in: transaction)
      try await addresses.giveUp(account.email, in: transaction)
      try await links.void(of: user, in: transaction)
      try await audit.record(scope, "account.erase", of: "user:\(user)", in: transaction)
      return true
    }
    guard isClosed else { return }
    cache.forget(user: user)
    scope.outbox.add(Event(node: .sessionsRevoked(user, except: nil, reason: SessionEnd.left.rawValue)))
    scope.outbox.add(Event(node: .memberChanged(user)))
  }

  /// The same without the two weeks: a request by letter.
  public func closeNow(_ scope: Scope, _ user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { transaction in
      _ = try await departures.remove(user, in: transaction)
      _ = try await departures.insert(user, at: scope.now, due: scope.now, in: transaction)
    }
    try await close(scope, user)
  }

  /// Closed accounts of which other features may still keep data. They were closed at least a minute ago, so that no node and no running
  /// request still acts for them.
  public func closed(_ scope: Scope, limit: Int) async throws -> [UserID] {
    try scope.require(.admin)
    return try await departures.due(at: scope.now, leftBefore: scope.now - Self.settling, limit: limit)
  }

  /// Ends a deletion, once all features have erased their data.
  public func finish(_ scope: Scope, _ user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { transaction in _ = try await departures.remove(user, in: transaction) }
  }
}
