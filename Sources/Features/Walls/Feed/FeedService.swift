import Core
import Relations

/// Public walls for readers of feeds.
public struct FeedService: Sendable {
  let profiles: ProfileRepository
  let modules: ModuleRepository

  /// `NOT_FOUND` for guests too: nothing tells a wall without a feed from one that does not exist.
  public func feed(_ scope: Scope, of username: String) async throws -> WallFeed {
    guard scope.permissions.contains(.readWall), let seen = try await open(scope, username) else { throw AppError.noWall }
    let newest = try await modules.newest(WallFeed.most, of: seen.owner.id)
    // They were read while the wall was still open.
    guard let profile = try await open(scope, username) else { throw AppError.noWall }
    return WallFeed(profile: profile, modules: newest)
  }

  private func open(_ scope: Scope, _ username: String) async throws -> Profile? {
    let profile = try await profiles.visible(username, to: scope.member?.id, at: scope.now)
    return profile?.visibility == .public ? profile : nil
  }
}
