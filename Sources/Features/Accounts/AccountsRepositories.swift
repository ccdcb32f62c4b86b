import Core
import SQL

/// Where accounts are kept, as the composition root hands it to `AccountsFeature`.
public struct AccountsRepositories: Sendable {
  public let users: UserRepository
  let sessions: SessionRepository
  let permissions: PermissionRepository
  let attempts: AttemptRepository
  let names: FormerNameRepository
  let departures: DepartureRepository
  let recovery: RecoveryRepository
  let addresses: AddressRepository
  let setup: SetupRepository
  let invites: InviteRepository
  let directory: DirectoryRepository
  public let audit: AuditRepository
  let site: SiteRepository

  public init(_ database: Database) {
    users = UserRepository(database)
    permissions = PermissionRepository()
    sessions = SessionRepository(database, permissions: permissions)
    attempts = AttemptRepository()
    names = FormerNameRepository(database)
    departures = DepartureRepository(database)
    recovery = RecoveryRepository(database)
    addresses = AddressRepository(database)
    setup = SetupRepository(database)
    invites = InviteRepository(database)
    directory = DirectoryRepository(database, permissions: permissions)
    audit = AuditRepository(database)
    site = SiteRepository(database)
  }
}
