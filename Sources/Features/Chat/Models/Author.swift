import Core

/// A member as everybody sees them next to what they wrote.
public struct Author: Hashable, Sendable {
  public let id: UserID
  public let username: String
  public let displayName: String
  /// 0..7, a stable hash of the username.
  public let color: Int
  /// Marked wherever a member speaks, because a name alone can be anybody's.
  public let isStaff: Bool
  /// The path of a bot's picture; nil for members.
  public let picture: String?

  public init(id: UserID, username: String, displayName: String, color: Int, isStaff: Bool = false, picture: String? = nil) {
    self.id = id
    self.username = username
    self.displayName = displayName
    self.color = color
    self.isStaff = isStaff
    self.picture = picture
  }

  public init(_ member: Member) {
    self.init(
      id: member.id, username: member.username, displayName: member.displayName, color: member.color, isStaff: member.role != .member)
  }
}
