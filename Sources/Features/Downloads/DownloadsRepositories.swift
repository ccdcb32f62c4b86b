import SQL

/// Where releases, their keys and what came of them are kept, as the composition root hands it to `DownloadsFeature`.
public struct DownloadsRepositories: Sendable {
  let releases = ReleaseRepository()
  let keys: KeyRepository
  let tokens: TokenRepository
  let reviews = ReviewRepository()
  let standings: ReleaseStandingRepository
  let personal: PersonalDownloadRepository

  public init(_ database: Database) {
    keys = KeyRepository(database: database)
    tokens = TokenRepository(database: database)
    personal = PersonalDownloadRepository(database: database)
    standings = ReleaseStandingRepository(database: database)
  }
}
