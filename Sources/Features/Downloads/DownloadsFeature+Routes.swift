import Core
import Design
import Web

extension DownloadsFeature {
  /// All routes of gated downloads, for programs and for people.
  ///
  /// - Parameters:
  ///   - file: the operator's; nil while none is configured.
  ///   - terms: what members agree to before they get it.
  public func routes(
    site: Site, limiter: any RateLimiter, limits: Limits, file: (any ServedFile)?, terms: TermsText
  ) -> [Route] {
    let limit = RedemptionLimit(limiter: limiter, byMember: limits.redeemKeyByUser, byAddress: limits.redeemKeyByAddress)
    return DashboardRoutes(feature: self, limit: limit, file: file, terms: terms, site: site).routes
      + ReleaseRoutes(feature: self, limit: limit).routes
      + KeyPageRoutes(keys: keys, site: site).routes + KeyRoutes(keys: keys).routes
      + [DownloadRoutes(downloads: downloads, file: file).route]
  }
}

/// How often keys may be tried. A refused key counts like a good one.
struct RedemptionLimit: Sendable {
  let limiter: any RateLimiter
  let byMember: Limit
  let byAddress: Limit

  func count(_ scope: Scope) async throws {
    try await limiter.require(byMember, for: .user(scope.requireMember(.redeemKey).id), now: scope.now)
    try await limiter.require(byAddress, for: .address(scope.network), now: scope.now)
  }
}
