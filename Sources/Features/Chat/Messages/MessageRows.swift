import Core
import SQL

/// A message's row with its author and the author it answers. Reactions are read by one statement for many messages.
struct MessageRow: RowDecodable, Sendable {
  let id: MessageID
  let room: RoomID
  let roomName: RoomName
  let seq: Int64
  let author: Author
  let text: Message.Text?
  let createdAt: Timestamp
  let editedAt: Timestamp?
  let reply: Message.Reply?
  let media: [MessageMedia]

  var isDeleted: Bool { text == nil }

  init(row: Row) throws {
    id = try row[0]
    room = try row[1]
    roomName = try row[2]
    seq = try row[3]
    author = Author(
      id: try row[4], username: try row[5], displayName: try row[6], color: try row[7], isStaff: try row[14] as Role != .member)
    let content: String? = try row[8]
    let html: String? = try row[9]
    text = if let content, let html { Message.Text(content: content, html: html) } else { nil }
    createdAt = try row[10]
    editedAt = try row[11]
    let target: MessageID? = try row[12]
    let targetAuthor: String? = try row[13]
    reply = if let target, let targetAuthor { Message.Reply(id: target, username: targetAuthor) } else { nil }
    let shown: String? = try row[15]
    media = if let shown { MessageMedia.list(stored: shown) } else { [] }
  }

  func message(with reactions: [Message.Reaction]) -> Message {
    Message(
      id: id, roomID: room, room: roomName, seq: seq, author: author, text: text, createdAt: createdAt, editedAt: editedAt, reply: reply,
      media: media, reactions: reactions)
  }
}
