import Core

public enum NoticeEntity: Sendable {}
public typealias NoticeID = Identifier<NoticeEntity>

/// A notification as its recipient gets it.
public struct Notice: Hashable, Sendable {
  /// Actors that are shown by name.
  static let mostActors = 3
  /// Unread notifications are counted up to here; it stands for "99+".
  static let mostCounted = 100
  /// "Read all" tells of this many one by one.
  static let mostTold = 200
  /// How long clients can still catch up with a deletion.
  static let remembered = Duration.days(30)

  let id: NoticeID
  let recipient: UserID
  let kind: String
  /// Of its last change, in the recipient's place `me`.
  let sequence: Int64
  /// Grows in the order of events.
  let last: Int64
  /// Nil once it is deleted.
  let shown: Shown?

  struct Shown: Hashable, Sendable {
    let title: String
    let body: String?
    let link: String
    /// The newest first.
    let actors: [NoticeActor]
    /// Different members, or 1 if it names nobody.
    let count: Int
    let createdAt: Timestamp
    let isRead: Bool
    /// For each actor.
    let actions: [[NoticeAction]]
  }
}

/// A member whose doing a notification tells of.
struct NoticeActor: Hashable, Sendable {
  let id: UserID
  let username: String
  let displayName: String
  let color: Int
}

/// A page of a member's notifications, newest first.
public struct NoticePage: Sendable {
  public static let standardLimit = 20

  let notices: [Notice]
  /// At most 100.
  let unread: Int
  /// The `last` after which the next page begins; nil at the end.
  let next: Int64?
}

enum NoticeTitle {
  /// `Miso and 2 others placed stickers on your wall`.
  static func text(_ deed: String, by actors: [NoticeActor], count: Int) -> String {
    guard let first = actors.first else { return deed }
    switch count {
    case ...1: return "\(first.displayName) \(deed)"
    case 2 where actors.count == 2: return "\(first.displayName) and \(actors[1].displayName) \(deed)"
    case 2: return "\(first.displayName) and 1 other \(deed)"
    default: return "\(first.displayName) and \(count - 1) others \(deed)"
    }
  }
}
