import Design
import Web

extension MediaFeature {
  /// All routes of media, for people and for programs.
  public func routes(site: Site) -> [Route] {
    MediaRoutes(media: media, uploads: uploads).routes + [MediaFileRoutes(media: media).route]
      + MediaPageRoutes(media: media, site: site).routes
  }
}
