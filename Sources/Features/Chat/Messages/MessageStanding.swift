import Core
import Markdown
import Words

/// A message, and how one member stands to it. It is never made for a message of a room that is hidden from the member.
struct MessageStanding: Equatable, Sendable {
  let id: MessageID
  let room: RoomID
  let author: UserID
  let seq: Int64
  let isDeleted: Bool
  /// Whether the member who asks is a member of the message's room.
  let isMember: Bool
  /// Whether the server posted it to say what a moderator did. Such a message cannot be edited or deleted.
  let isNotice: Bool
  /// Whether it is in the archive. It has to be brought back before it is changed.
  let isArchived: Bool
  /// Whether it shows pictures or sounds.
  let showsMedia: Bool
  let roomKind: RoomKind
  /// Whether it is a message of a conversation.
  let isDirect: Bool
  let createdAt: Timestamp
}

/// What is written when a message is posted.
struct MessageDraft: Sendable {
  let author: Author
  let text: Message.Text
  /// The members it mentions, without the author.
  var mentions: [UserID]
  let writtenAt: Timestamp
  /// The words by which it is found.
  let words: String

  init(author: Author, text: Message.Text, mentions: [UserID], writtenAt: Timestamp) {
    self.author = author
    self.text = text
    self.mentions = mentions
    self.writtenAt = writtenAt
    words = text.words
  }
}

extension Message.Text {
  /// The words that members read in it.
  var words: String { Words.folded(Markdown.text(in: Array(html.utf8))) }
}

/// The message that a reply answers. Deleted messages are not reply targets.
struct ReplyTarget: Sendable {
  let id: MessageID
  let author: UserID
  let username: String
}
