import Core

/// Who may enter a room and who may post in it.
public enum RoomKind: String, CaseIterable, Sendable {
  /// Anybody signed in may join and post.
  case `public`
  /// Only its members know that it exists.
  case `private`
  /// Anybody may join; only moderators post.
  case announcement
  /// A conversation: the same two to eight members, as long as they stay.
  case direct

  /// Those that members make by name.
  public static let allCases: [RoomKind] = [.public, .private, .announcement]
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
  /// Whether the member keeps it at the top of their list.
  public let isStarred: Bool
  public let unread: Unread

  public init(id: RoomID, name: RoomName, topic: String, kind: RoomKind, isMember: Bool, isStarred: Bool = false, unread: Unread) {
    self.id = id
    self.name = name
    self.topic = topic
    self.kind = kind
    self.isMember = isMember
    self.isStarred = isStarred
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

/// A member of a private room, in the list of its members.
public struct RoomPerson: Equatable, Sendable {
  public let id: UserID
  public let username: String
  public let displayName: String
  public let color: Int
  /// Whether they choose the members.
  public let isCreator: Bool
}

/// A room that was joined, and how far its history has come.
public struct JoinedRoom: Equatable, Sendable {
  public let room: Room
  public let epoch: String
  public let seq: Int64
}

/// A private room somebody was a member of before, and is asked to come back to.
public struct Invitation: Equatable, Sendable {
  public let room: RoomName
  /// The username of who invites; nil when that account is gone.
  public let inviter: String?

  public init(room: RoomName, inviter: String?) {
    self.room = room
    self.inviter = inviter
  }
}

/// What the sidebar shows: the rooms a member belongs to (starred ones, general, announcements, then by name) and their invitations.
public struct OwnRooms: Equatable, Sendable {
  /// Rooms in the sidebar. Members of more see the rest in the directory.
  public static let most = 100
  public static let mostInvitations = 20

  public let rooms: [RoomListing]
  public let invitations: [Invitation]

  public init(rooms: [RoomListing], invitations: [Invitation]) {
    self.rooms = rooms
    self.invitations = invitations
  }

  public static let none = OwnRooms(rooms: [], invitations: [])

  func hasStarred(_ room: RoomName) -> Bool { rooms.contains { $0.name == room && $0.isStarred } }
}

/// A slice of the rooms anybody may enter.
public struct RoomDirectory: Equatable, Sendable {
  /// Rooms on one page of the directory.
  public static let pageSize = 48
  /// Rooms beside the member's own that `list_rooms` names.
  public static let mostOthers = 200
  /// The most rooms of the member that `list_rooms` names: more than a member can join.
  public static let mostOwn = 1_000

  public let rooms: [RoomListing]
  /// The name after which the next slice begins; nil at the end.
  public let next: RoomName?
  /// What is going on in these rooms.
  let stirs: [RoomID: RoomStir]
}

/// What is going on in a room.
public struct RoomStir: Equatable, Sendable {
  /// People with the room open whom the viewer may see there.
  public var inside = 0
  /// When its newest message was written.
  public var lastAt: Timestamp?
}

/// How the name of a room may begin: what is looked for in the directory.
public struct RoomPrefix: Equatable, Sendable {
  public let text: String

  /// Nil for what no room's name begins with.
  public init?(_ typed: String) {
    let bytes = typed.utf8
    guard bytes.count <= 32 else { return nil }
    let text = typed.lowercased().replacing(" ", with: "-")
    guard text.utf8.allSatisfy(RoomName.allows) else { return nil }
    self.text = text
  }

  public static let any = RoomPrefix("")!

  /// The smallest text that sorts after every name with this beginning, by bytes: `{` follows `z`.
  var end: String { text + "{" }
}
