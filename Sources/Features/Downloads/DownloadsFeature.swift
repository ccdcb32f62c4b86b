import Accounts
import Core

/// Gated downloads as the composition root builds them: one-time keys, single-use tokens, terms, reviews.
public struct DownloadsFeature: Sendable {
  public let dashboard: DashboardService
  public let terms: TermsService
  public let redemption: RedeemService
  public let downloads: DownloadService
  public let reviews: ReviewService
  public let keys: KeyService
  public let personal: PersonalDownloadService
  public let objects: any PlaceObjects

  /// - Parameter tokenLifetime: how long a token can begin its download.
  public init(work: UnitOfWork, repositories: DownloadsRepositories, audit: AuditRepository, tokenLifetime: Duration) {
    let (keyRows, tokens, standings) = (repositories.keys, repositories.tokens, repositories.standings)
    objects = ReleaseObjectRepository(standings: standings)
    dashboard = DashboardService(standings: standings)
    terms = TermsService(work: work, standings: standings)
    redemption = RedeemService(
      work: work, releases: repositories.releases, keys: keyRows, tokens: tokens, standings: standings,
      audit: audit, lifetime: tokenLifetime)
    downloads = DownloadService(work: work, keys: keyRows, tokens: tokens, standings: standings, lifetime: tokenLifetime)
    reviews = ReviewService(work: work, reviews: repositories.reviews, standings: standings)
    personal = PersonalDownloadService(work: work, personal: repositories.personal)
    keys = KeyService(work: work, releases: repositories.releases, keys: keyRows, audit: audit)
  }
}
