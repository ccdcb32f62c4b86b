import Core

/// A message as one member stands to it. There is none for a message of a room the member may not know of.
struct MessageStanding: Equatable, Sendable {
  let id: MessageID
  let room: RoomID
  let author: UserID
  let seq: Int64
  let isDeleted: Bool
  /// Whether the member who asks is a member of the message's room.
  let isMember: Bool
  /// Whether it says what a moderator did. Such a message cannot be edited or deleted.
  let isNotice: Bool
  /// Whether it lies in the archive, which it leaves before it is changed.
  let isArchived: Bool
}

/// What is written when a message is posted.
struct MessageDraft: Sendable {
  let author: Author
  let text: Message.Text
  /// Members named in it, the author not among them.
  let mentions: [UserID]
  let writtenAt: Timestamp
}

/// The message a reply answers, as long as it lives.
struct ReplyTarget: Sendable {
  let id: MessageID
  let author: UserID
  let username: String
}
