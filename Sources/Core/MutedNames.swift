/// What a member has muted beside kinds of notifications, such as rooms. Features bring theirs; the member's preferences list the names.
public protocol MutedNames: Sendable {
  func names(mutedBy user: UserID, at snapshot: Snapshot) async throws -> [String]
}
