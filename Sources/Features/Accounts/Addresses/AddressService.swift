import Core
import Crypto

/// Members' e-mail addresses. Where the server sends mail, an address counts once it is confirmed, and the holder of the old address can
/// stop the change for three days. Without mail a change counts at once.
public struct AddressService: Sendable {
  public static let confirmable = Duration.hours(24)
  public static let stoppable = Duration.hours(72)
  /// Changes per member within the time in which they can be stopped.
  static let mostChanges = 5
  /// How long a member waits before asking for another email that confirms an address.
  static let pause = Duration.minutes(5)

  let work: UnitOfWork
  let users: UserRepository
  let addresses: AddressRepository
  let links: AccountLinks
  let current: CurrentPassword
  let sessions: SessionRepository
  let cache: SessionCache
  let audit: AuditRepository
  let admins: AdminAddresses
  let limiter: any RateLimiter
  /// Emails that changes of address cause.
  let limit: Limit
  let emails: AccountEmails?

  var sendsMail: Bool { emails != nil }

  /// What the settings page shows of a member's address.
  public struct State: Equatable, Sendable {
    /// The address that waits to be confirmed, if any.
    public let pending: String?
    public let isConfirmed: Bool
    public let sendsMail: Bool
  }

  public func state(_ scope: Scope) async throws -> State {
    let member = try scope.requireMember()
    guard sendsMail else { return State(pending: nil, isConfirmed: false, sendsMail: false) }
    return State(
      pending: try await addresses.pending(of: member.id, at: scope.now)?.email,
      isConfirmed: try await users.isConfirmed(member.id), sendsMail: true)
  }

  // MARK: Changing

  /// Asks for another address; needs the password. `EMAIL_EXISTS` for an address that somebody has, or gave up less than three days ago.
  public func change(_ scope: Scope, to email: String, password: Password) async throws {
    let member = try scope.requireMember()
    // The email goes to an address that the member only claims: neither one member nor one address may cause many.
    if sendsMail {
      try await limiter.require(limit, for: .user(member.id), now: scope.now)
      try await limiter.require(limit, for: .name("letters \(AddressRepository.digest(of: email))"), now: scope.now)
    }
    let stored = try await current.verified(scope, member.id, password)
    guard email != stored.user.email else { return }
    try admins.refuseChange(to: email)
    let (confirm, stop) = (LinkToken(scope.random), LinkToken(scope.random))
    let user = try await work.transaction { transaction in
      let user = try await unchanged(stored, in: transaction)
      try await requireFree(email, for: user.id, at: scope.now, in: transaction)
      guard emails != nil else {
        try await take(scope, email, for: user, isConfirmed: false, in: transaction)
        return user
      }
      guard try await addresses.stoppable(of: user.id, at: scope.now, in: transaction) < Self.mostChanges else {
        throw AppError(.limitExceeded, "Your address has changed \(Self.mostChanges) times in three days. Wait before you change it again")
      }
      try await addresses.insert(
        from: user.email, to: email, of: user.id, stoppedBy: stop.digest, at: scope.now, until: scope.now + Self.stoppable, in: transaction)
      try await addresses.put(
        confirm.digest, confirming: email, of: user.id, at: scope.now, until: scope.now + Self.confirmable, in: transaction)
      try await audit.record(scope, "account.email_asked", of: "user:\(user.id)", in: transaction)
      return user
    }
    guard let emails else { return changed(scope, user.id) }
    emails.queue.notify(emails.changeAsked(user, stop: stop.text))
    try emails.queue.enqueue { emails.confirm(email, of: user, token: confirm.text) }
  }

  /// Sends another email to confirm the address an account signed up with.
  public func sendAgain(_ scope: Scope) async throws {
    let member = try scope.requireMember()
    guard let emails else { throw AppError.notFound("Mail from this server") }
    if let pending = try await addresses.pending(of: member.id, at: scope.now) {
      guard pending.email == member.email else { throw AppError(.conflict, "Another address is waiting to be confirmed") }
      let next = pending.since + Self.pause
      if next > scope.now { throw AppError.rateLimited(retryAfter: next - scope.now) }
    }
    let token = LinkToken(scope.random)
    let user = try await work.transaction { transaction in
      guard let user = try await users.locked(member.id, in: transaction) else { throw AppError.notFound("This account") }
      try await addresses.put(
        token.digest, confirming: user.email, of: user.id, at: scope.now, until: scope.now + Self.confirmable, in: transaction)
      return user
    }
    try emails.queue.enqueue { emails.welcome(user, token: token.text) }
  }

  // MARK: Confirming

  /// What a link confirms, for the page it leads to.
  public struct Confirmation: Equatable, Sendable {
    public let username: String
    public let email: String
    /// Whether the address makes the account an administrator's. Then its password is needed, so that a stranger cannot confirm the account.
    public let needsPassword: Bool
  }

  /// `GONE` for a link that was used or replaced, has expired or never existed.
  public func confirmation(_ scope: Scope, with token: String) async throws -> Confirmation {
    guard let found = try await addresses.confirmation(LinkToken.digest(of: token), at: scope.now) else { throw Self.gone }
    return Confirmation(username: found.user.username, email: found.email, needsPassword: givesRole(found))
  }

  /// Confirms an address: the holder of the link receives its mail. From now on the address counts.
  public func confirm(_ scope: Scope, with token: String, password: Password?) async throws {
    let digest = LinkToken.digest(of: token)
    guard let found = try await addresses.confirmation(digest, at: scope.now) else { throw Self.gone }
    let stored: Credentials?
    if givesRole(found) {
      guard let password else { throw AppError.validation("password", "is required") }
      stored = try await CurrentPassword.reporting(as: "password") { try await current.verified(scope, found.user.id, password) }
    } else {
      stored = nil
    }
    let (user, isChange) = try await work.transaction { transaction in
      guard let user = try await users.locked(found.user.id, in: transaction), user.email == found.user.email,
        try await addresses.spend(digest, at: scope.now, in: transaction)
      else { throw Self.gone }
      guard found.isChange else {
        try await users.setConfirmed(user.id, at: scope.now, in: transaction)
        try await audit.record(scope, "account.email_confirmed", of: "user:\(user.id)", in: transaction)
        if let stored { try await giveRole(scope, stored, in: transaction) }
        return (user, false)
      }
      try admins.refuseChange(to: found.email)
      try await requireFree(found.email, for: user.id, at: scope.now, in: transaction)
      try await addresses.markMade(of: user.id, at: scope.now, in: transaction)
      try await take(scope, found.email, for: user, isConfirmed: true, in: transaction)
      return (user, true)
    }
    changed(scope, user.id)
    if isChange, let emails { emails.queue.notify(emails.changed(user, from: user.email)) }
  }

  // MARK: Stopping

  /// The change that a link stops, for the page it leads to; `GONE` when it can no longer be stopped.
  public func stoppableChange(_ scope: Scope, with token: String) async throws -> (from: String, to: String) {
    guard let change = try await addresses.change(stoppedBy: LinkToken.digest(of: token), at: scope.now) else { throw Self.gone }
    return (from: change.oldEmail, to: change.newEmail)
  }

  /// Stops a change: the old address counts again, the account's links are void and all its sessions end.
  public func stop(_ scope: Scope, with token: String) async throws {
    let digest = LinkToken.digest(of: token)
    let user = try await work.transaction { transaction in
      guard let change = try await addresses.change(stoppedBy: digest, at: scope.now, in: transaction),
        let user = try await users.locked(change.user, in: transaction), try await addresses.remove(change, in: transaction)
      else { throw Self.gone }
      if user.email != change.oldEmail {
        try await addresses.giveUp(user.email, in: transaction)
        guard try await users.setEmail(change.oldEmail, of: user.id, at: scope.now, in: transaction) else { throw AppError.emailTaken }
        try await users.setConfirmed(user.id, at: scope.now, in: transaction)
      }
      try await links.void(of: user.id, in: transaction)
      try await sessions.revokeAll(of: user.id, except: nil, for: .revoked, at: scope.now, in: transaction)
      try await audit.record(scope, "account.email_stopped", of: "user:\(user.id)", in: transaction)
      return user.id
    }
    cache.forget(user: user)
    scope.outbox.add(Event(node: .sessionsRevoked(user, except: nil, reason: SessionEnd.revoked.rawValue)))
  }

  // MARK: Steps

  static let gone = AppError(.gone, "This link has been used or has expired")

  /// The account as it is now. The password was compared outside the transaction: if it has changed meanwhile, that change stands.
  private func unchanged(_ stored: Credentials, in transaction: Transaction) async throws -> User {
    guard let user = try await users.locked(stored.user.id, in: transaction),
      try await users.credentials(of: user.id, in: transaction)?.passwordHash == stored.passwordHash
    else { throw CurrentPassword.wrong }
    return user
  }

  private func requireFree(_ email: String, for user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    let holder = try await users.user(email: email, in: transaction)
    let isReserved = try await addresses.isReserved(email, from: user, at: now, in: transaction)
    guard holder == nil || holder?.id == user, !isReserved else { throw AppError.emailTaken }
  }

  private func take(_ scope: Scope, _ email: String, for user: User, isConfirmed: Bool, in transaction: Transaction) async throws {
    guard try await users.setEmail(email, of: user.id, at: scope.now, in: transaction) else { throw AppError.emailTaken }
    if isConfirmed { try await users.setConfirmed(user.id, at: scope.now, in: transaction) }
    try await addresses.giveUp(user.email, in: transaction)
    try await links.void(of: user.id, in: transaction)
    try await audit.record(scope, "account.email", of: "user:\(user.id)", in: transaction)
  }

  private func givesRole(_ found: AddressRepository.Confirmation) -> Bool {
    !found.isChange && admins.trust == .onceConfirmed && admins.contains(found.email) && found.user.role != .admin
  }

  private func giveRole(_ scope: Scope, _ stored: Credentials, in transaction: Transaction) async throws {
    let user = try await unchanged(stored, in: transaction)
    guard !user.isBanned, try await !addresses.wasGivenUp(user.email, in: transaction) else { return }
    try await users.setRole(.admin, of: user.id, at: scope.now, in: transaction)
    try await audit.record(scope, "member.role", of: "user:\(user.id)", details: AdminGrant.details, in: transaction)
  }

  private func changed(_ scope: Scope, _ user: UserID) {
    cache.forget(user: user)
    scope.outbox.add(Event(node: .memberChanged(user)))
  }
}

/// The audit log's details of a role that an address gave.
enum AdminGrant {
  static let details = [("role", Role.admin.rawValue), ("by", "ADMIN_EMAILS")]
}
