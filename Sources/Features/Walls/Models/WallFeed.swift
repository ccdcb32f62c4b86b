/// What readers of feeds get of a wall.
public struct WallFeed: Sendable {
  static let most = 20

  let profile: Profile
  /// The newest that were added to the wall, newest first.
  let modules: [WallModule]
}
