import Core

/// Where relations are found and changed. Walls link there too.
public enum RelationPath {
  /// What a form does about a person.
  public enum Action: String, CaseIterable, Sendable { case follow, unfollow, block, unblock, mute, unmute, accept, remove }

  public static let directory = "/people"
  public static let lists = "/follows"
  /// Posting `usernames` here opens a conversation with them.
  public static let conversations = "/messages"

  public static func person(_ username: String) -> String { Link("people", username).text }
  /// The form of an action; for `block` also the page that asks first.
  public static func act(_ action: Action, on username: String) -> String { Link("people", username, action.rawValue).text }
}
