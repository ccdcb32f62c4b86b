import Web

extension MediaFeature {
  /// All routes of media.
  public var routes: [Route] { MediaRoutes(media: media, uploads: uploads).routes + [MediaFileRoutes(media: media).route] }
}
