import Core

/// A member as everybody sees them next to what they wrote.
public struct Author: Hashable, Sendable {
  public let id: UserID
  public let username: String
  public let displayName: String
  /// 0..7, a stable hash of the username.
  public let color: Int
  public let avatarURL: String?
  /// Marked wherever a member speaks, because a name alone can be anybody's.
  public let isStaff: Bool

  public init(id: UserID, username: String, displayName: String, color: Int, avatarURL: String? = nil, isStaff: Bool = false) {
    self.id = id
    self.username = username
    self.displayName = displayName
    self.color = color
    self.avatarURL = avatarURL
    self.isStaff = isStaff
  }

  public init(_ member: Member) {
    self.init(
      id: member.id, username: member.username, displayName: member.displayName, color: member.color, avatarURL: member.avatarURL,
      isStaff: member.role != .member)
  }
}
