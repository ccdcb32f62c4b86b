import Core

/// What one of the server's bots says in a room, as plain text. It cannot be edited. Moderators delete it like any message.
public struct BotLine: Sendable {
  public let author: Author
  public let text: String

  public init(by author: Author, _ text: String) {
    self.author = author
    self.text = text
  }
}

extension MessageService {
  /// Posts a bot's line as part of a change of another feature. It does not count as unread, and raises no notifications. Returns what to tell once the change
  /// is committed.
  public func post(
    _ line: BotLine, in room: RoomID, named name: RoomName, at now: Timestamp, in transaction: Transaction
  ) async throws -> Event {
    let place = try await rooms.takePlace(of: room, in: transaction)
    let text = Message.Text(content: line.text, html: line.html)
    let draft = MessageDraft(author: line.author, text: text, mentions: [], writtenAt: now)
    let id = try await messages.insertAside(draft, at: place, in: transaction)
    let message = Message(id: id, roomID: place.room, room: name, seq: place.seq, author: draft.author, text: text, createdAt: now)
    return ChatEvent.posted(message).event
  }
}
