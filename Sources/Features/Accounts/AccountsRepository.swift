import SQL

/// Where accounts are kept, as the composition root hands it to `AccountsFeature`.
public struct AccountsRepositories: Sendable {
  public let users: UserRepository
  let sessions: SessionRepository
  let permissions: PermissionRepository
  let attempts: AttemptRepository
  public let audit: AuditRepository

  public init(_ database: Database) {
    users = UserRepository(database)
    permissions = PermissionRepository()
    sessions = SessionRepository(database, permissions: permissions)
    attempts = AttemptRepository()
    audit = AuditRepository(database)
  }
}
