import Core

/// Makes the first administrator, through a link that only the operator sees. The link works until there is an administrator.
public struct SetupService: Sendable {
  let work: UnitOfWork
  let users: UserRepository
  let setup: SetupRepository
  let maker: AccountMaker
  let opener: SessionOpener
  let audit: AuditRepository
  let admins: AdminAddresses
  let rows: SiteRepository
  let site: SiteState

  /// A new link's token, which voids the previous one; nil when there is an administrator already. Only the server itself may ask.
  public func offer(_ scope: Scope) async throws -> String? {
    try scope.require(.admin)
    let token = LinkToken(scope.random)
    let isOffered = try await work.transaction { transaction in
      guard try await !users.hasAdministrator(in: transaction) else { return false }
      try await setup.replace(token.digest, at: scope.now, in: transaction)
      try await audit.record(scope, "setup.link", of: "server", in: transaction)
      return true
    }
    return isOffered ? token.text : nil
  }

  /// `NOT_FOUND` for a wrong token, and for every token once there is an administrator.
  public func check(_ token: String) async throws {
    guard try await setup.isOpen(LinkToken.digest(of: token)), try await !users.hasAdministrator() else { throw Self.closed }
  }

  /// Makes the administrator's account and signs it in. The link works for one of several requests at once.
  ///
  /// - Parameters:
  ///   - name: what the place is called; nil leaves it as it is.
  ///   - signUp: who may join; nil leaves it as it is.
  public func setUp(
    _ scope: Scope, with token: String, _ account: NewAccount, naming name: String? = nil, admitting signUp: SignUpMode? = nil,
    from client: UserAgent
  ) async throws -> SignedIn {
    try await check(token)
    let draft = try await maker.draft(scope, account)
    let (user, opened, settings) = try await work.transaction { transaction in
      guard try await setup.spend(LinkToken.digest(of: token), in: transaction), try await !users.hasAdministrator(in: transaction) else {
        throw Self.closed
      }
      var user = try await maker.insert(draft, in: transaction)
      try await users.setRole(.admin, of: user.id, at: scope.now, in: transaction)
      try await audit.record(
        scope, "member.role", of: "user:\(user.id)", details: [("role", Role.admin.rawValue), ("by", "setup link")], in: transaction)
      user = try await users.user(user.id, in: transaction) ?? user
      var settings = try await rows.locked(in: transaction)
      let earlier = settings
      if let name { settings.name = name }
      if let signUp, signUp != site.signUp(in: settings) { settings.signUp = signUp }
      if settings != earlier {
        settings.version += 1
        try await rows.save(settings, in: transaction)
        try await audit.record(scope, "settings.change", of: "server", details: [("name", settings.name)], in: transaction)
      }
      return (user, try await opener.open(scope, for: user, from: client, lasting: .standard, in: transaction), settings)
    }
    site.take(settings)
    // Every node looks into the database, and finds nothing if nothing changed.
    scope.outbox.add(Event(node: .siteChanged))
    return opener.finish(scope, opened, of: user)
  }

  /// After an upgrade from a version in which `ADMIN_EMAILS` gave the role at each request: the accounts that hold those addresses keep
  /// it, and the audit log says so. Happens once; later starts change nothing. Only the server itself may ask.
  @discardableResult
  public func keepEarlierAdministrators(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      guard try await setup.take("admin_addresses", in: transaction) else { return 0 }
      var count = 0
      for email in admins.emails.sorted() {
        guard let user = try await users.user(email: email, in: transaction), user.role != .admin else { continue }
        try await users.setRole(.admin, of: user.id, at: scope.now, in: transaction)
        try await audit.record(scope, "member.role", of: "user:\(user.id)", details: AdminGrant.details, in: transaction)
        count += 1
      }
      return count
    }
  }

  static let closed = AppError.notFound("This page")
}
