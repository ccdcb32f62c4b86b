import Core
import Design

/// Addresses of this feature's pages and forms, for links and redirects. Routes declare the patterns.
public enum ChatPath {
  public static let rooms = "/rooms"

  /// The page of a room or conversation; posting here posts a message.
  public static func room(_ name: RoomName) -> String { Link(segments: base(name)).text }

  // MARK: Conversations

  /// The list of conversations; posting here opens one.
  public static let conversations = "/messages"
  public static let newConversation = "/messages/new"
  public static let privacy = "/messages/privacy"

  public static func conversations(before message: MessageID) -> String { Link("messages", query: ["before": message.description]).text }

  /// The search, for messages of one room or conversation.
  static func search(in name: RoomName) -> String { Link("search", query: ["room": name.rawValue]).text }

  enum ConversationAction: String, CaseIterable, Sendable { case mute, unmute, clear, leave }

  static func act(_ action: ConversationAction, in name: RoomName) -> String { path(name, action.rawValue) }

  /// Where a member is asked before an action.
  static func ask(_ action: ConversationAction, in name: RoomName) -> String { path(name, action.rawValue) }

  // MARK: Rooms and conversations

  /// The page of messages older than `message`, for paging without a script.
  public static func older(than message: MessageID, in room: RoomName) -> String {
    Link(segments: base(room), query: ["before": message.description]).text
  }

  /// One message with its forms (edit, delete, react, reply) for those without a script; posting here edits it.
  public static func message(_ id: MessageID, in room: RoomName) -> String { path(id, in: room) }

  /// The message where it stands in its room's page.
  public static func message(_ id: MessageID, on room: RoomName) -> String {
    Link(segments: base(room), fragment: anchor(id)).text
  }

  /// The room's page with a message and what stands around it.
  public static func link(to id: MessageID, in room: RoomName) -> String {
    Link(segments: base(room), query: ["message": id.description], fragment: anchor(id)).text
  }

  /// Leads to the first message of `?date=`, as a form sends it.
  static func date(in room: RoomName) -> String { path(room, "date") }

  public static func delete(_ id: MessageID, in room: RoomName) -> String { path(id, in: room, "delete") }

  public static func reactions(_ id: MessageID, in room: RoomName) -> String { path(id, in: room, "reactions") }

  /// Posting here ends the membership.
  public static func leave(_ room: RoomName) -> String { path(room, "leave") }

  /// Posting here puts the room at the top of one's list.
  static func star(_ room: RoomName) -> String { path(room, "star") }

  /// Posting here takes it from there.
  static func unstar(_ room: RoomName) -> String { path(room, "unstar") }

  /// Posting `order` here says which rooms stand first in the sidebar.
  static let order = "/sidebar/order"

  /// Posting `level` here says what the member is told of the room.
  static func notices(of room: RoomName) -> String { path(room, "notifications") }

  /// Posting `id` here moves the read marker.
  public static func read(_ room: RoomName) -> String { path(room, "read") }

  /// Posting `username` here lets somebody into a private room.
  public static func members(_ room: RoomName) -> String { path(room, "members") }

  /// The same with a word on what has just changed.
  static func members(_ room: RoomName, _ deed: RoomMembersPage.Deed, _ username: String) -> String {
    Link(segments: base(room) + ["members"], query: [deed.rawValue: username]).text
  }

  /// Posting `username` here lets another member choose the members.
  static func handOn(_ room: RoomName) -> String { path(room, "members", "creator") }

  /// Posting here makes one a member of a public room, or accepts an invitation.
  public static func join(_ room: RoomName) -> String { path(room, "join") }

  /// Posting here says no to an invitation.
  public static func decline(_ room: RoomName) -> String { path(room, "decline") }

  /// Posting here removes the room.
  public static func remove(_ room: RoomName) -> String { path(room, "remove") }

  /// Where a moderator is asked once more whether to remove a room.
  public static func removal(_ room: RoomName) -> String { Link("admin", "rooms", query: ["name": room.rawValue]).text }
  public static let removal = Site.adminRoomsPath

  /// The sidebar's list of rooms, for pages that are open already.
  public static func sidebar(on room: RoomName?) -> String {
    Link("sidebar", "rooms", query: ["room": room?.rawValue]).text
  }

  /// The directory, looked through for names that begin with what is added at the end.
  public static let search = "/rooms?q="

  /// A slice of the directory.
  public static func directory(_ prefix: RoomPrefix, after last: RoomName) -> String {
    Link("rooms", query: ["q": prefix.text.isEmpty ? nil : prefix.text, "after": last.rawValue]).text
  }

  /// Posting `username` here shows somebody out of a private room.
  public static func removeMember(_ room: RoomName) -> String { path(room, "members", "remove") }

  /// The element that shows a message, for links within the page.
  public static func anchor(_ id: MessageID) -> String { "message-\(id)" }

  /// The room's page with a composer that answers a message.
  public static func reply(to message: MessageID, in room: RoomName) -> String {
    Link(segments: base(room), query: ["reply_to": message.description]).text
  }

  /// Where a room is made, on the page of all rooms.
  public static let create = Link("rooms", fragment: "create").text

  private static func base(_ room: RoomName) -> [String] {
    if let conversation = room.direct { ["messages", conversation.description] } else { ["rooms", room.rawValue] }
  }

  private static func path(_ room: RoomName, _ rest: String...) -> String { Link(segments: base(room) + rest).text }

  private static func path(_ id: MessageID, in room: RoomName, _ rest: String...) -> String {
    Link(segments: base(room) + (room.direct == nil ? ["messages"] : []) + [id.description] + rest).text
  }
}
