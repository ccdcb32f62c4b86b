import Core

/// What stands for members beside their names.
public struct AvatarService: Sendable {
  let avatars: AvatarRepository

  /// As the caller may see it. `NOT_FOUND` if no member has the id.
  public func avatar(_ scope: Scope, of user: UserID) async throws -> MemberAvatar {
    guard let avatar = try await avatars.avatar(of: user, for: scope.member?.id) else { throw AppError.notFound("This member") }
    return avatar
  }
}
