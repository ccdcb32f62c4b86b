import Core

/// Who may enter a room and who may post in it.
public enum RoomKind: String, CaseIterable, Sendable {
  /// Anybody signed in may join and post.
  case `public`
  /// Only its members know that it exists.
  case `private`
  /// Anybody may join; only moderators post.
  case announcement
}

/// A room as one of its viewers sees it.
public struct Room: Equatable, Sendable {
  public let id: RoomID
  public let name: RoomName
  public let topic: String
  public let kind: RoomKind
  public let memberCount: Int

  public init(id: RoomID, name: RoomName, topic: String, kind: RoomKind, memberCount: Int) {
    self.id = id
    self.name = name
    self.topic = topic
    self.kind = kind
    self.memberCount = memberCount
  }
}

/// A row of the room list: what the member may see, and how much of it is new to them.
public struct RoomListing: Equatable, Sendable {
  public let id: RoomID
  public let name: RoomName
  public let topic: String
  public let kind: RoomKind
  public let isMember: Bool
  public let unread: Unread

  public init(id: RoomID, name: RoomName, topic: String, kind: RoomKind, isMember: Bool, unread: Unread) {
    self.id = id
    self.name = name
    self.topic = topic
    self.kind = kind
    self.isMember = isMember
    self.unread = unread
  }
}

/// Living messages of others after the member's read marker, and how many of them name the member. Both stop at 100, shown as 99+.
public struct Unread: Hashable, Sendable {
  public let count: Int
  public let mentions: Int

  public init(count: Int, mentions: Int) {
    self.count = count
    self.mentions = mentions
  }

  public static let none = Unread(count: 0, mentions: 0)
}

/// A room that was joined, and how far its history has come.
public struct JoinedRoom: Equatable, Sendable {
  public let room: Room
  public let epoch: String
  public let seq: Int64
}
