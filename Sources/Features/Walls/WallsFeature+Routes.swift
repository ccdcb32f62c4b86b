import Web

extension WallsFeature {
  /// All routes of walls.
  public var routes: [Route] {
    WallRoutes(walls: walls).routes + ModuleRoutes(modules: modules).routes + FrameRoutes(modules: modules).routes
      + StickerRoutes(stickers: stickers).routes
      + GuestbookRoutes(guestbook: guestbook).routes
  }
}
