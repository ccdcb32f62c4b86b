import Core

/// Who sees a story, and what they may do with it: the first question of every call.
struct StoryAccess: Sendable {
  let stories: StoryRepository

  /// The story if the caller sees it. What they do not see does not exist.
  func see(_ scope: Scope, _ id: StoryID?) async throws -> SeenStory {
    guard let id, let seen = try await stories.visible(id, to: scope.member?.id) else { throw scope.noStory }
    return seen
  }

  func see(_ scope: Scope, _ id: StoryID, deleted: Bool = false, in connection: Snapshot) async throws -> SeenStory {
    guard let seen = try await stories.visible(id, to: scope.member?.id, deleted: deleted, in: connection) else { throw scope.noStory }
    return seen
  }

  /// Locks the story for a change. Who may make it is still to be asked.
  func lock(_ scope: Scope, _ id: StoryID?, deleted: Bool = false, in transaction: Transaction) async throws -> SeenStory {
    guard let id, try await StoryRows.lock(id, in: transaction) else { throw scope.noStory }
    return try await see(scope, id, deleted: deleted, in: transaction)
  }

  /// The same for a change that is the keeper's alone.
  func lockToKeep(_ scope: Scope, _ id: StoryID?, deleted: Bool = false, in transaction: Transaction) async throws -> SeenStory {
    let seen = try await lock(scope, id, deleted: deleted, in: transaction)
    guard seen.isKeeper else { throw Self.notYours }
    return seen
  }

  static let notYours = AppError.forbidden("Only the keeper of this story may do this")
}

extension Scope {
  /// Nothing tells guests what exists.
  var noStory: AppError { member == nil ? .unauthorized : .notFound() }
}
