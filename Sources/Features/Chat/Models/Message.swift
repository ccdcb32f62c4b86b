import Core

/// A message in its present state: what an event, a backfill page and the room's page all show.
public struct Message: Equatable, Sendable {
  public let id: MessageID
  public let roomID: RoomID
  public let room: RoomName
  /// The room's sequence number of this message's latest change.
  public let seq: Int64
  public let author: Author
  /// Nil once deleted: nothing of the text is left. Nil too if it cannot be read.
  public let text: Text?
  public let createdAt: Timestamp
  public let editedAt: Timestamp?
  public let reply: Reply?
  /// In the order of the author's choice; empty once deleted.
  public let media: [MessageMedia]
  /// In order of first use; empty once deleted.
  public let reactions: [Reaction]

  /// Whether its text is there but does not open, in a conversation.
  public internal(set) var isUnreadable = false
  /// Members of a conversation who have cleared the message: nothing that happens to it reaches them.
  public internal(set) var hiddenFrom: [UserID] = []

  public var isDeleted: Bool { text == nil && !isUnreadable }
  public var isEdited: Bool { editedAt != nil }

  public init(
    id: MessageID, roomID: RoomID, room: RoomName, seq: Int64, author: Author, text: Text?, createdAt: Timestamp,
    editedAt: Timestamp? = nil, reply: Reply? = nil, media: [MessageMedia] = [], reactions: [Reaction] = []
  ) {
    self.id = id
    self.roomID = roomID
    self.room = room
    self.seq = seq
    self.author = author
    self.text = text
    self.createdAt = createdAt
    self.editedAt = editedAt
    self.reply = reply
    self.media = media
    self.reactions = reactions
  }

  /// What was typed, and the sanitised HTML made of it once, when it was written.
  public struct Text: Equatable, Sendable {
    public let content: String
    public let html: String

    public init(content: String, html: String) {
      self.content = content
      self.html = html
    }
  }

  /// The earlier message of the same room this one answers: its id and its author's name, never its text.
  public struct Reply: Equatable, Sendable {
    public let id: MessageID
    public let username: String

    public init(id: MessageID, username: String) {
      self.id = id
      self.username = username
    }
  }

  /// One emoji and who placed it, in order of first use.
  public struct Reaction: Equatable, Sendable {
    public let emoji: String
    public internal(set) var people: [Person]

    public init(emoji: String, people: [Person]) {
      self.emoji = emoji
      self.people = people
    }
  }

  /// Who placed a reaction, for the name on hover.
  public struct Person: Hashable, Sendable {
    public let id: UserID
    public let username: String

    public init(id: UserID, username: String) {
      self.id = id
      self.username = username
    }
  }
}
