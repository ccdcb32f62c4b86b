import JSON

/// What stands between a member and somebody else, as the member is told it.
public struct Relation: Hashable, Sendable {
  public enum Following: String, Sendable { case none, requested, following }

  public let following: Following
  public let followsMe: Bool
  /// Their request to follow waits for the member's answer.
  public let requestsMe: Bool
  /// Whether the member has blocked them. Whether they have blocked the member is told nowhere.
  public let blocked: Bool
  public let muted: Bool
  /// Whether a first message would be accepted now.
  public let canMessage: Bool

  public init(following: Following, followsMe: Bool, requestsMe: Bool, blocked: Bool, muted: Bool, canMessage: Bool) {
    self.following = following
    self.followsMe = followsMe
    self.requestsMe = requestsMe
    self.blocked = blocked
    self.muted = muted
    self.canMessage = canMessage
  }

  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("following", following.rawValue)
      json.field("follows_me", followsMe)
      json.field("requests_me", requestsMe)
      json.field("blocked", blocked)
      json.field("muted", muted)
      json.field("can_message", canMessage)
    }
  }
}
