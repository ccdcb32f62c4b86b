import Core
import Relations

/// Walls for readers of feeds, who see what the same visitor sees of the wall.
public struct FeedService: Sendable {
  let profiles: ProfileRepository
  let modules: ModuleRepository

  /// `NOT_FOUND` for guests too: nothing tells a wall that they may not see from one that does not exist.
  public func feed(_ scope: Scope, of username: String) async throws -> WallFeed {
    guard scope.permissions.contains(.readWall), let seen = try await profiles.visible(username, to: scope.member?.id, at: scope.now) else {
      throw AppError.noWall
    }
    let newest = try await modules.newest(WallFeed.most, of: seen.owner.id)
    // They were read while the wall could still be seen.
    guard let profile = try await profiles.visible(username, to: scope.member?.id, at: scope.now) else { throw AppError.noWall }
    return WallFeed(profile: profile, modules: newest)
  }
}
