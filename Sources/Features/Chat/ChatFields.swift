import Core
import Media

/// The fields chat reads from messages and forms alike.
extension Fields {
  /// A room's name as it was given. A name that no room can have is not a malformed field: the room does not exist.
  mutating func room() -> String { text("room", 1...200) }

  mutating func username() -> String { text("username", 1...100) }

  mutating func messageText(_ name: String) -> MessageText {
    MessageText(text(name, MessageText.lengths)) ?? MessageText("-")!
  }

  /// The text of a message that is posted. With attachments there may be none.
  mutating func messageText(_ name: String, beside attachments: [Attachment]?) -> MessageText {
    attachments == nil ? messageText(name) : optionalMessageText(name)
  }

  /// The text of a message that may have none; whether this one may is seen when it is changed.
  mutating func optionalMessageText(_ name: String) -> MessageText {
    guard let typed = optionalText(name, 0...MessageText.lengths.upperBound), !typed.isEmpty else { return .none }
    return readable(typed, name)
  }

  private mutating func readable(_ typed: String, _ name: String) -> MessageText {
    if let text = MessageText(typed) { return text }
    refuse(name, "must have something to read")
    return .none
  }

  /// The required new text of a message. Whether it may be empty is seen when the message is changed.
  mutating func changedText(_ name: String) -> MessageText {
    let typed = text(name, 0...MessageText.lengths.upperBound)
    return typed.isEmpty ? .none : readable(typed, name)
  }

  /// The files of a message as JSON; nil if none are given.
  mutating func attachments() -> [Attachment]? {
    let attachments = optionalList("media", Attachment.counts) { fields in
      Attachment(
        fields.parsed("id", MediaClaim.notYours(nil), placeholder: .missing, upTo: 64) { MediaID(text: $0) },
        alt: fields.optionalText("alt", 0...Attachment.longestAlt))
    }
    if let attachments, Set(attachments.map(\.id)).count < attachments.count { refuse("media", "must name each file once") }
    return attachments
  }

  /// The files of a form, as `UploadService.form` gives them; nil if it has none.
  mutating func uploadedAttachments() -> [Attachment]? {
    ignore("file", "alt")
    let ids = MediaID.list(optionalText("media_id", 0...40 * Attachment.counts.upperBound) ?? "")
    if ids.count > Attachment.counts.upperBound { refuse("file", "must be at most \(Attachment.counts.upperBound) files") }
    let alts = Self.altNames.map { optionalText($0, 0...Attachment.longestAlt) }
    return ids.isEmpty ? nil : zip(ids, alts).map { Attachment($0, alt: $1) }
  }

  /// What a form calls the descriptions of its files, once they are numbered.
  static let altNames = Attachment.counts.map { "alt.\($0)" }

  /// The people of a conversation, as JSON.
  mutating func usernames() -> [String] {
    texts("usernames", Conversation.companions, upTo: 500, AppError.wrongUsernames.details["usernames"] ?? "")
  }

  /// The same from a form: names with commas between them.
  mutating func typedUsernames() -> [String] {
    text("usernames", 1...500).split(separator: ",").map { name in
      let bytes = name.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "@") }
      return String(decoding: bytes.reversed().drop { $0 == UInt8(ascii: " ") }.reversed(), as: UTF8.self)
    }.filter { !$0.isEmpty }
  }

  /// The moment at which `date` begins, `offset` minutes ahead of UTC.
  mutating func day() -> Timestamp {
    let date = text("date", 1...20)
    let offset = optionalInteger("offset", -1_440...1_440) ?? 0
    guard let day = Day(date) else {
      refuse("date", "must be a day such as 2026-11-20")
      return Timestamp(microseconds: 0)
    }
    return day.start - .seconds(60 * offset)
  }

  mutating func newRoom() -> NewRoom {
    NewRoom(
      name: parsed("name", "must be 2 to 32 of a to z, 0 to 9, _ and -", placeholder: .general) { RoomName(chosen: $0) },
      topic: optionalLine("topic", 0...RoomTopic.longest).flatMap { RoomTopic($0) } ?? .none,
      kind: madeKind())
  }

  private mutating func madeKind() -> RoomKind {
    let kind: RoomKind? = optionalChoice("kind")
    if kind == .direct { refuse("kind", "must be one of " + RoomKind.allCases.map(\.rawValue).joined(separator: ", ")) }
    return kind ?? .public
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
  public static func addressed(_ text: String) throws(AppError) -> RoomName {
    guard let name = RoomName(text) else { throw .notFound("The room") }
    return name
  }

  /// The same for what may be a conversation too.
  static func place(addressed text: String) throws(AppError) -> RoomName {
    guard let name = RoomName.place(text) else { throw .notFound("The room") }
    return name
  }
}
