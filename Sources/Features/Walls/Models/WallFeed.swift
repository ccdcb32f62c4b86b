/// What readers of feeds get of a wall.
public struct WallFeed: Sendable {
  static let most = 50

  let profile: Profile
  /// The newest modules but the guestbook, newest first.
  let modules: [WallModule]
}
