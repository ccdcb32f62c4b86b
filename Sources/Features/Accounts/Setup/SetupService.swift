import Core

/// The way to the first administrator: a link that only the operator of the server sees, good until there is one.
public struct SetupService: Sendable {
  private let work: UnitOfWork
  private let users: UserRepository
  private let setup: SetupRepository
  private let maker: AccountMaker
  private let opener: SessionOpener
  private let audit: AuditRepository
  private let admins: AdminAddresses

  init(
    work: UnitOfWork, users: UserRepository, setup: SetupRepository, maker: AccountMaker, opener: SessionOpener, audit: AuditRepository,
    admins: AdminAddresses
  ) {
    self.work = work
    self.users = users
    self.setup = setup
    self.maker = maker
    self.opener = opener
    self.audit = audit
    self.admins = admins
  }

  /// A new link's token, which voids the one before; nil when there is an administrator already. The server's own.
  public func offer(_ scope: Scope) async throws -> String? {
    try scope.require(.admin)
    let token = LinkToken(scope.random)
    let isOffered = try await work.transaction { tx in
      guard try await !users.hasAdministrator(in: tx) else { return false }
      try await setup.replace(token.digest, at: scope.now, in: tx)
      try await audit.record(scope, "setup.link", of: "server", in: tx)
      return true
    }
    return isOffered ? token.text : nil
  }

  /// `NOT_FOUND` for a wrong token, and for every token once there is an administrator.
  public func check(_ token: String) async throws {
    guard try await setup.isOpen(LinkToken.digest(of: token)), try await !users.hasAdministrator() else { throw Self.closed }
  }

  /// Makes the administrator's account and signs it in. The link decides between those who come at once.
  public func setUp(_ scope: Scope, with token: String, _ account: NewAccount, from client: UserAgent) async throws -> SignedIn {
    try await check(token)
    let draft = try await maker.draft(scope, account)
    let plan = opener.plan(scope, from: client, for: .standard)
    let user = try await work.transaction { tx in
      guard try await setup.spend(LinkToken.digest(of: token), in: tx), try await !users.hasAdministrator(in: tx) else { throw Self.closed }
      let user = try await maker.insert(draft, in: tx)
      try await users.setRole(.admin, of: user.id, at: scope.now, in: tx)
      try await audit.record(
        scope, "member.role", of: "user:\(user.id)", details: [("role", Role.admin.rawValue), ("by", "setup link")], in: tx)
      _ = try await opener.open(plan, for: user, in: tx)
      return try await users.user(user.id, in: tx) ?? user
    }
    return opener.signedIn(user, plan)
  }

  /// After an upgrade from a version in which `ADMIN_EMAILS` gave the role at each request: the accounts that hold those addresses keep
  /// it, and the audit log says so. Once; later starts change nothing. The server's own.
  @discardableResult
  public func keepEarlierAdministrators(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { tx in
      guard try await setup.take("admin_addresses", in: tx) else { return 0 }
      var count = 0
      for email in admins.emails.sorted() {
        guard let user = try await users.user(email: email, in: tx), user.role != .admin else { continue }
        try await users.setRole(.admin, of: user.id, at: scope.now, in: tx)
        try await audit.record(scope, "member.role", of: "user:\(user.id)", details: AdminGrant.details, in: tx)
        count += 1
      }
      return count
    }
  }

  static let closed = AppError.notFound("This page")
}
