import Design
import Media
import Web

extension WallsFeature {
  /// All routes of walls, for people and for programs.
  public func routes(
    site: Site, files: MediaFeature, botPage: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> [Route] {
    [AvatarRoutes(avatars: avatars, media: files.media).route] + WallRoutes(walls: walls).routes + ModuleRoutes(modules: modules).routes
      + FrameRoutes(modules: modules).routes
      + FeedRoutes(feeds: feeds, site: site).routes
      + StickerRoutes(stickers: stickers).routes
      + GuestbookRoutes(guestbook: guestbook).routes
      + WallPageRoutes(walls: walls, modules: modules, guestbook: guestbook, firstSteps: firstSteps, botPage: botPage, site: site).routes
      + ModulePageRoutes(walls: walls, modules: modules, uploads: files.uploads, site: site).routes
      + ProfilePageRoutes(walls: walls, uploads: files.uploads, site: site).routes
  }
}
