import Core
import Design
import Web

extension DownloadsFeature {
  /// All routes of gated downloads, for programs and for people.
  ///
  /// - Parameter file: the operator's; nil while none is configured.
  public func routes(site: Site, limiter: any RateLimiter, limits: Limits, file: (any ServedFile)?) -> [Route] {
    let limit = RedemptionLimit(limiter: limiter, byMember: limits.redeemKeyByUser, byAddress: limits.redeemKeyByAddress)
    return ReleaseRoutes(feature: self, limit: limit).routes + KeyRoutes(keys: keys).routes
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
    try await limiter.require(byAddress, for: .address(scope.address), now: scope.now)
  }
}
