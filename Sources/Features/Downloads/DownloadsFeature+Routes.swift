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
    site: Site, file: (any ServedFile)?, terms: TermsText
  ) -> [Route] {
    DashboardRoutes(feature: self, file: file, terms: terms, site: site).routes
      + ReleaseRoutes(feature: self).routes
      + KeyPageRoutes(keys: keys, site: site).routes + KeyRoutes(keys: keys).routes
      + [DownloadRoutes(downloads: downloads, file: file).route]
  }
}

extension RouteLimits {
  /// Attempts to redeem a key, per member and per address. Refused keys count too.
  static let redemption: RouteLimits = [.requests, .member(.redeemKeyByUser), .address(.redeemKeyByAddress)]
}
