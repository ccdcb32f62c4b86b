import Core
import JSON

/// A change of rooms or messages, as clients and nodes are told of it.
enum ChatEvent: Sendable {
  case posted(Message)
  case edited(Message)
  case deleted(Message)
  case reacted(Message)
  /// The member's own sockets learn how much is left to read.
  case read(UserID, UnreadCount)
  case membershipEnded(RoomID, UserID)
  /// The member's open pages show another list of rooms; not those that view the room it is about.
  case roomsChanged(UserID, except: RoomID?)
  case roomRemoved(RoomID, RoomName)
  /// The conversation has changed for its members.
  case conversationChanged(RoomID)
  /// A member's own sockets get the conversation as it is for them now, also if they see nothing in it any more.
  case conversation(Conversation)
  /// Members who view the conversation learn how far one of them has read, except these.
  case messageRead(RoomName, RoomID, UserID, MessageID, hiddenFrom: [UserID])
  /// The member's views of the room start over.
  case viewReset(RoomID, UserID)
  /// A notification has changed.
  case told(Event)

  /// Encoded once, for all who get it; not on the writer's thread.
  var event: Event {
    switch self {
    case .posted(let message): Self.change(.new, of: message)
    case .edited(let message): Self.change(.edited, of: message)
    case .deleted(let message): Self.change(.deleted, of: message)
    case .reacted(let message): Self.change(.reacted, of: message)
    case .read(let user, let unread): Event(type: "unread", audience: .user(user), data: unread.json)
    case .membershipEnded(let room, let user): Event(node: .membershipEnded(room, user))
    case .roomsChanged(let user, let room): Event(node: .roomsChanged(user, except: room))
    case .conversationChanged(let room): Event(node: .conversationChanged(room))
    case .conversation(let conversation):
      Event(type: "conversation", audience: .user(conversation.viewer), data: conversation.json)
    case .messageRead(let name, let room, let user, let id, let hidden):
      Event(type: "message_read", audience: .room(room), data: Self.read(name, user, id), hiddenFrom: hidden)
    case .viewReset(let room, let user): Event(node: .viewsReset(user, [.room(room)]))
    case .told(let event): event
    case .roomRemoved(let room, let name): Event(node: .roomRemoved(room, name: name.rawValue))
    }
  }

  private static func change(_ change: MessageEvent, of message: Message) -> Event {
    Event(
      type: change.rawValue, audience: .room(message.roomID), sequence: message.seq, data: message.json, hiddenFrom: message.hiddenFrom)
  }

  private static func read(_ room: RoomName, _ user: UserID, _ id: MessageID) -> [UInt8] {
    var json = JSONWriter(capacity: 64)
    json.object { json in
      json.field("room", room.rawValue)
      json.field("user_id", user.rawValue)
      json.field("id", id.rawValue)
    }
    return json.bytes
  }
}
