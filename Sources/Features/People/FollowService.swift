import Core
import Relations

/// Following, and answering those who ask to. Each change is decided one after another with every other between the two people.
public struct FollowService: Sendable {
  /// Most people one member may follow, requests included.
  public static let most = 5_000

  let changes: RelationChanges
  let relations: RelationRepository
  let steps: RelationSteps
  let notices: FollowNoticeRepository

  /// Follows somebody at once if their wall is public or for members; otherwise asks to follow them. A repeat changes nothing.
  public func follow(_ scope: Scope, _ username: String) async throws -> Relation {
    try await changes.make(scope, username, to: .known) { member, found, old, transaction in
      guard !old.blocked else { throw AppError(.conflict, "You have blocked this person. Unblock them first") }
      guard old.following != .following else { return [] }
      if old.following == .none, try await relations.followsAtLeast(Self.most, member, in: transaction) {
        throw AppError(.limitExceeded, "You may follow at most \(Self.most) people")
      }
      let isOpen = found.visibility == .public || found.visibility == .members
      let isNew = try await relations.follow(member, found.person.id, accepted: isOpen, at: scope.now, in: transaction)
      guard isNew else { return [] }
      guard isOpen else { return try await notices.asked(found.person.id, by: member, at: scope.now, in: transaction) }
      return try await steps.take(.follower(member, of: found.person.id), at: scope.now, in: transaction)
        + notices.followed(found.person.id, by: member, at: scope.now, in: transaction)
        + (old.followsMe ? [Event(deed: .friendAdded, by: member, at: scope.now)] : [])
    }
  }

  /// Stops following, or withdraws a request. The other is not told.
  public func unfollow(_ scope: Scope, _ username: String) async throws -> Relation {
    try await changes.make(scope, username, to: .known) { member, found, old, transaction in
      let events = try await steps.end(member, follows: found.person.id, relations, at: scope.now, in: transaction)
      guard old.following == .requested else { return events }
      return try await events + notices.answered(member, by: found.person.id, at: scope.now, in: transaction)
    }
  }

  /// Accepts somebody's request. `NOT_FOUND` if they neither ask nor follow.
  public func accept(_ scope: Scope, _ username: String) async throws -> Relation {
    try await changes.make(scope, username, to: .known) { member, found, old, transaction in
      guard old.requestsMe || old.followsMe else { throw AppError.noPerson }
      guard try await relations.accept(found.person.id, member, at: scope.now, in: transaction) else { return [] }
      return try await steps.take(.follower(found.person.id, of: member), at: scope.now, in: transaction)
        + notices.accepted(found.person.id, by: member, at: scope.now, in: transaction)
        + (old.following == .following ? [Event(deed: .friendAdded, by: found.person.id, at: scope.now)] : [])
    }
  }

  /// Declines somebody's request, or removes a follower. They are not told.
  public func remove(_ scope: Scope, _ username: String) async throws -> Relation {
    try await changes.make(scope, username, to: .known) { member, found, old, transaction in
      let events = try await steps.end(found.person.id, follows: member, relations, at: scope.now, in: transaction)
      guard old.requestsMe else { return events }
      return try await events + notices.answered(found.person.id, by: member, at: scope.now, in: transaction)
    }
  }
}
