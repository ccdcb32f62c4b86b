import Core
import SQL

/// A message's row with its author and the author it answers. Reactions are read by one statement for many messages.
struct MessageRow: RowDecodable, Sendable {
  let id: MessageID
  let room: RoomID
  let roomName: RoomName
  let seq: Int64
  let author: Author
  /// As it is stored: sealed in a conversation. Nil once deleted.
  private let text: Message.Text?
  private let media: String?
  let createdAt: Timestamp
  let editedAt: Timestamp?
  let reply: Message.Reply?

  var isDeleted: Bool { text == nil }

  init(row: Row) throws {
    id = try row[0]
    room = try row[1]
    roomName = try row[2]
    seq = try row[3]
    author = Author(
      id: try row[4], username: try row[5], displayName: try row[6], color: try row[7], isStaff: try row[14] as Role != .member,
      picture: try row[16])
    let content: String? = try row[8]
    let html: String? = try row[9]
    text = if let content, let html { Message.Text(content: content, html: html) } else { nil }
    createdAt = try row[10]
    editedAt = try row[11]
    let target: MessageID? = try row[12]
    let targetAuthor: String? = try row[13]
    reply = if let target, let targetAuthor { Message.Reply(id: target, username: targetAuthor) } else { nil }
    media = try row[15]
  }

  func message(with reactions: [Message.Reaction]) -> Message {
    message(text, media.map(MessageMedia.list(stored:)) ?? [], reactions)
  }

  /// A message of a conversation.
  ///
  /// - Parameters:
  ///   - seal: Nil if the conversation's key is gone.
  ///   - users: Members who have cleared it.
  func message(with reactions: [Message.Reaction], opening seal: ConversationSeal?, hiddenFrom users: [UserID]) -> Message {
    var message = Message(
      id: id, roomID: room, room: roomName, seq: seq, author: author, text: nil, createdAt: createdAt, editedAt: editedAt, reply: reply,
      reactions: reactions)
    message.hiddenFrom = users
    guard let text else { return message }
    guard let opened = opened(text, with: seal) else {
      message.isUnreadable = true
      return message
    }
    var whole = self.message(opened.text, opened.media, reactions)
    whole.hiddenFrom = users
    return whole
  }

  private func opened(_ text: Message.Text, with seal: ConversationSeal?) -> (text: Message.Text, media: [MessageMedia])? {
    guard let seal, let content = seal.open(text.content, as: .content, by: author.id, at: createdAt),
      let html = seal.open(text.html, as: .html, by: author.id, at: createdAt)
    else { return nil }
    guard let media else { return (Message.Text(content: content, html: html), []) }
    guard let shown = seal.open(media, as: .media, by: author.id, at: createdAt) else { return nil }
    return (Message.Text(content: content, html: html), MessageMedia.list(stored: shown))
  }

  private func message(_ text: Message.Text?, _ media: [MessageMedia], _ reactions: [Message.Reaction]) -> Message {
    Message(
      id: id, roomID: room, room: roomName, seq: seq, author: author, text: text, createdAt: createdAt, editedAt: editedAt, reply: reply,
      media: media, reactions: reactions)
  }
}
