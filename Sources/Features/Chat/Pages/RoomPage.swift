import Core
import Media

/// Which messages of a room a page shows.
public enum RoomPart: Sendable {
  case newest
  /// Those before a message: a link without a script.
  case before(MessageID)
  /// A message and what stands around it: a link to it.
  case around(MessageID)

  init(before: MessageID?, around: MessageID?) {
    self = around.map { .around($0) } ?? before.map { .before($0) } ?? .newest
  }
}

/// Everything the page `/rooms/{name}` shows: the view's only input.
public struct RoomPage: Sendable {
  public let room: Room
  /// The viewer's rooms and invitations, for the sidebar.
  public let own: OwnRooms
  public let viewer: Member
  public let mayPost: Bool
  /// Whether the viewer, a moderator, may remove the room.
  public let mayRemove: Bool
  /// Whether the viewer may report the room: it is not one that they made.
  public let mayReport: Bool
  /// Whether the viewer, who made the room or moderates, may let cats in.
  public let mayLetCatsIn: Bool
  /// Ascending by id: the newest 50, those before `?before=`, or those around `?message=`.
  public let messages: [Message]
  public let hasOlder: Bool
  /// False on a page that ends before the room's newest message.
  public let isNewest: Bool
  /// The cursor from which the page's script catches up.
  public let epoch: String
  public let seq: Int64
  /// The last message the viewer had read before; the new-message line follows it.
  public let readUpTo: MessageID?
  /// The message the form answers, when the page was opened with `?reply_to=`.
  public let replyTo: Message?
  /// Whether the viewer wants to be told nothing of the room.
  public let isMuted: Bool
  /// What was typed into a form that was refused, and why.
  public let draft: String
  public let attached: [MediaID]
  public let alts: [String]
  public let problem: String?
  public let now: Timestamp
  /// Set on the page of a conversation.
  public let conversation: Conversation?

  /// As headings and titles call it.
  public var title: String { conversation?.title ?? "#\(room.name)" }
}

/// One message with the forms its viewer may use, at `ChatPath.message`.
public struct MessagePage: Sendable {
  public let room: Room
  public let own: OwnRooms
  public let viewer: Member
  public let message: Message
  public let mayEdit: Bool
  public let mayDelete: Bool
  public let mayReact: Bool
  public let mayReply: Bool
  public let mayReport: Bool
  /// Who is named in the viewer's own message and is not in the room.
  public let absent: [RoomPerson]
  /// Whether the viewer may let others into the room.
  public let mayInvite: Bool
  /// What was typed into a form that was refused, and why.
  public let draft: String?
  public let problem: String?
  public let now: Timestamp
  /// As headings and titles call the room or conversation.
  public let title: String
}

/// The page `/rooms`: the viewer's rooms, a slice of the directory, and the form that opens a new room.
public struct RoomsPage: Sendable {
  public let own: OwnRooms
  public let directory: RoomDirectory
  /// How the names looked for begin, as it was typed.
  public let search: String
  /// False on a later slice of the directory.
  public let isFirst: Bool
  public let viewer: Member
  public let mayCreate: Bool
  public let mayCreateAnnouncements: Bool
  public let draft: Draft
  /// Field name to what is wrong with it.
  public let problems: [String: String]

  public struct Draft: Sendable {
    public let name: String
    public let topic: String
    public let kind: String

    public static let empty = Draft(name: "", topic: "", kind: RoomKind.public.rawValue)
  }
}
