import Core

/// Members' public profiles.
public struct ProfileService: Sendable {
  public enum Lookup: Equatable, Sendable {
    case found(User)
    /// A member had this name less than 90 days ago, and has another one now.
    case renamed(to: String)
  }

  let users: UserRepository
  let names: FormerNameRepository

  /// Looks a member up by username. Only moderators see banned members.
  public func profile(_ scope: Scope, of username: String) async throws -> Lookup {
    let viewer = try scope.requireMember(.readWall)
    if let user = try await users.user(username: username) {
      guard !user.isBanned || viewer.permissions.contains(.moderate) else { throw AppError.notFound("This member") }
      return .found(user)
    }
    guard let name = try await names.presentName(of: username, at: scope.now) else { throw AppError.notFound("This member") }
    return .renamed(to: name)
  }
}
