import Design
import Web

extension NoticesFeature {
  /// All routes of notifications, for programs and for people.
  public func routes(site: Site) -> [Route] {
    NoticeRoutes(notices: service).routes + NoticePageRoutes(notices: service, site: site).routes
      + PreferenceRoutes(preferences: preferences, site: site).routes
      + DigestRoutes(digests: digests, site: site).routes
  }
}
