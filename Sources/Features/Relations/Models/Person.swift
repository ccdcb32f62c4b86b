import Core
import JSON

/// A member as others see them.
public struct Person: Hashable, Sendable {
  public let id: UserID
  public let username: String
  public let displayName: String
  public let color: Int
  public let role: Role

  public init(id: UserID, username: String, displayName: String, color: Int, role: Role) {
    self.id = id
    self.username = username
    self.displayName = displayName
    self.color = color
    self.role = role
  }

  /// As `user` and `author` look everywhere: `{id, username, display_name, color, avatar_url}`.
  public func write(to json: inout JSONWriter) { json.user(id, username: username, displayName: displayName, color: color) }
}

/// Who may see what a member has made.
public enum WallVisibility: String, CaseIterable, Sendable {
  case `public`, members, followers, `private`

  /// Whether every member may see the wall, blocks aside.
  public var includesEveryMember: Bool { self == .public || self == .members }
}

/// Who may write to a member first.
public enum DirectPolicy: String, CaseIterable, Sendable { case everyone, mutuals, nobody }
