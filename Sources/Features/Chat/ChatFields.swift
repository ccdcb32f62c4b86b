import Core

/// The fields chat reads from messages and forms alike.
extension Fields {
  /// A room's name as it was given. A name that no room can have is not a malformed field: the room does not exist.
  mutating func room() -> String { text("room", 1...200) }

  mutating func username() -> String { text("username", 1...100) }

  mutating func messageText(_ name: String) -> MessageText {
    MessageText(text(name, MessageText.lengths)) ?? MessageText("-")!
  }

  mutating func newRoom() -> NewRoom {
    NewRoom(
      name: parsed("name", "must be 2 to 32 of a to z, 0 to 9, _ and -", placeholder: .general) { RoomName(chosen: $0) },
      topic: optionalLine("topic", 0...RoomTopic.longest).flatMap { RoomTopic($0) } ?? .none,
      kind: optionalChoice("kind") ?? .public)
  }

  /// Where to read on from: a cursor, or backwards from a message.
  mutating func backfill() -> Backfill {
    let room = room()
    let limit = optionalInteger("limit", 1...Int64(Backfill.maxLimit)).map(Int.init)
    let bound = optionalID("before_id", of: MessageEntity.self)
    let cursor = optionalCursor()
    if let bound {
      if cursor != nil { refuse("before_id", "goes without epoch and after_seq") }
      return Backfill(room: room, from: .message(bound), limit: limit)
    }
    if cursor == nil { refuse("after_seq", "is needed with epoch, or before_id alone") }
    return Backfill(room: room, from: .cursor(cursor ?? HistoryCursor(epoch: "-", sequence: 0)), limit: limit)
  }
}

struct NewRoom: Sendable {
  let name: RoomName
  let topic: RoomTopic
  let kind: RoomKind
}

struct Backfill: Sendable {
  static let maxLimit = HistoryPage.mostObjects

  enum Start: Sendable {
    case cursor(HistoryCursor)
    case message(MessageID)
  }

  let room: String
  let from: Start
  let limit: Int?
}

extension RoomName {
  /// The room somebody addresses: `NOT_FOUND` for what no room can be called.
  static func addressed(_ text: String) throws(AppError) -> RoomName {
    guard let name = RoomName(text) else { throw .notFound("The room") }
    return name
  }
}
