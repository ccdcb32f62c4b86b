/// A kind of notifications. The feature that raises them declares it in `Feature.noticeKinds`; the feature Notices knows nothing else of it.
///
/// Titles and links are composed when notifications are read, from present names. They never hold text that a member wrote.
public protocol NoticeKind: Sendable {
  /// `follow_request`; unique among all features.
  var name: String { get }

  /// As the settings call it: `Follow request`.
  var label: String { get }

  /// Which events become one notification as long as it is unread.
  var group: NoticeGroup { get }

  /// Whether members may switch it off.
  var isOptional: Bool { get }

  /// Whether it is part of a member's digest unless they choose otherwise.
  var isMailedByDefault: Bool { get }

  /// What these notifications say, by the id of the notification. One query for all of them, or none.
  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace]

  /// What the recipient can do about one of the actors, as buttons beside the notification.
  func actions(about username: String) -> [NoticeAction]
}

extension NoticeKind {
  public var isOptional: Bool { true }
  public var isMailedByDefault: Bool { true }
  public func actions(about username: String) -> [NoticeAction] { [] }
}

/// Which events of a kind become one notification.
public enum NoticeGroup: Hashable, Sendable {
  /// All of the kind.
  case kind
  /// Those with the same target, such as a room.
  case target
  /// Each is a notification of its own.
  case none
}

/// A notification as its kind needs it to compose title and link.
public struct NoticeTopic: Hashable, Sendable {
  public let id: Int64
  public let recipient: UserID
  /// The recipient's username.
  public let username: String
  /// What its events have in common; 0 if that is the kind alone.
  public let target: Int64
  /// Where it is read; nil outside of rooms.
  public let room: RoomID?
  /// The thing that the newest event is about.
  public let subject: Int64
  /// Whether the newest event names nobody, though earlier ones may.
  public let isUnsigned: Bool
  /// How many events it stands for.
  public let events: Int

  public init(
    id: Int64, recipient: UserID, username: String, target: Int64, room: RoomID?, subject: Int64, isUnsigned: Bool = false, events: Int
  ) {
    self.id = id
    self.recipient = recipient
    self.username = username
    self.target = target
    self.room = room
    self.subject = subject
    self.isUnsigned = isUnsigned
    self.events = events
  }
}

/// What a notification says.
public struct NoticeFace: Hashable, Sendable {
  /// What its actors did, without their names: `placed stickers on your wall`. A whole sentence for a kind that names nobody.
  public let deed: String
  /// Whether the deed is a whole sentence, which no name goes before.
  public let isSentence: Bool
  /// A path of this site.
  public let link: String

  public init(_ deed: String, link: String) {
    self.deed = deed
    self.link = link
    isSentence = false
  }

  /// What happened without anybody's doing, in a kind whose notifications may name somebody for something else.
  public init(sentence: String, link: String) {
    deed = sentence
    self.link = link
    isSentence = true
  }
}

/// A button beside a notification: a form without fields.
public struct NoticeAction: Hashable, Sendable {
  public let label: String
  public let path: String

  public init(_ label: String, path: String) {
    self.label = label
    self.path = path
  }
}
