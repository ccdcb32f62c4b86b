import Web

extension WallsFeature {
  /// All routes of walls.
  public var routes: [Route] {
    WallRoutes(walls: walls).routes + ModuleRoutes(modules: modules).routes + GuestbookRoutes(guestbook: guestbook).routes
  }
}
