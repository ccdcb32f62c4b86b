import Accounts
import Core
import Media

/// Posts, edits and deletes messages, and places reactions.
public struct MessageService: Sendable {
  /// Different emoji on one message.
  static let maxEmoji = 20

  private let changes: Changes
  private let composer: MessageComposer
  private let rooms = RoomRepository()
  private let messages = MessageRepository()
  private let reactions = ReactionRepository()
  private let writers = WriterRepository()
  private let archive: ArchiveRepository
  private let media: MediaUseRepository
  private let audit: AuditRepository
  private let notices: MessageNoticeRepository
  private let pace: PostPace

  init(
    changes: Changes, composer: MessageComposer, archive: ArchiveRepository, media: MediaUseRepository, audit: AuditRepository,
    notices: MessageNoticeRepository, pace: PostPace
  ) {
    self.changes = changes
    self.composer = composer
    self.archive = archive
    self.media = media
    self.audit = audit
    self.notices = notices
    self.pace = pace
  }

  /// Posts to a room the caller is a member of; to announcement rooms if they moderate. A message with attachments needs no text.
  public func post(
    _ scope: Scope, in room: RoomName, _ text: MessageText, replyTo: MessageID? = nil, attaching attachments: [Attachment] = []
  ) async throws -> MessageAck {
    let author = try scope.requireMember(.postMessage)
    guard !text.isEmpty || !attachments.isEmpty else { throw AppError.noText }
    let draft = try await composer.draft(text, by: author, at: scope.now)
    try await pace.admit(draft, of: author.id, now: scope.now)
    let ack = try await changes.once(scope) { transaction in
      guard let place = try await rooms.takeSeq(posting: author, to: room, in: transaction) else {
        throw try await refusal(to: author, postingIn: room, in: transaction)
      }
      let target = try await replyTarget(replyTo, in: place.room, in: transaction)
      let id = try await messages.insert(draft, at: place, answering: target, in: transaction)
      let shown = attachments.isEmpty ? [] : try await attach(attachments, to: id, by: author.id, at: scope.now, in: transaction)
      let message = Message(
        id: id, roomID: place.room, room: room, seq: place.seq, author: draft.author, text: draft.text, createdAt: draft.writtenAt,
        reply: target.map { Message.Reply(id: $0.id, username: $0.username) }, media: shown)
      try await writers.add(author.id, in: transaction)
      let told = try await notices.posted(
        id, in: place.room, by: author.id, naming: draft.mentions, answering: target, at: scope.now, in: transaction)
      return Changes.Outcome(answer: MessageAck(id: id, seq: place.seq), events: [.posted(message)] + told)
    }
    writers.remember(author.id)
    return ack
  }

  /// The message uses the author's files from now on.
  private func attach(
    _ attachments: [Attachment], to id: MessageID, by author: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> [MessageMedia] {
    let claims = attachments.map { MediaClaim($0.id, field: "media") }
    let files = try await media.claim(
      claims, for: id.rawValue, of: MessageMediaRows(), owner: author, at: now, in: transaction)
    let shown = attachments.compactMap { attachment in files[attachment.id].map { MessageMedia($0, alt: attachment.alt) } }
    try await messages.attach(shown, to: id, in: transaction)
    return shown
  }

  /// Only the author may edit, with no time limit. What the message shows stays, and with it the text may be empty.
  public func edit(_ scope: Scope, _ id: MessageID, to text: MessageText) async throws -> MessageAck {
    let author = try scope.requireMember(.postMessage)
    let draft = try await composer.draft(text, by: author, at: scope.now)
    try await pace.admit(draft, of: author.id, now: scope.now)
    return try await changes.once(scope) { transaction in
      let message = try await reachable(id, by: author, in: transaction)
      guard message.author == author.id else { throw AppError.forbidden("Only its author edits a message") }
      guard !message.isNotice else { throw AppError.notice }
      guard !message.isDeleted else { throw AppError.deleted }
      guard !text.isEmpty || message.showsMedia else { throw AppError.noText }
      try await takeOut(message, in: transaction)
      let seq = try await rooms.takeSeq(of: message.room, in: transaction)
      try await messages.rewrite(message, as: draft, at: seq, in: transaction)
      let told = try await notices.edited(
        id, in: message.room, by: author.id, naming: draft.mentions, at: scope.now, in: transaction)
      return try await outcome(id, telling: told, in: transaction) { .edited($0) }
    }
  }

  /// The author and moderators may delete a message. Its text is erased, and so are the
  /// files that nothing else shows. Deleting it again changes nothing.
  public func delete(_ scope: Scope, _ id: MessageID) async throws -> MessageAck {
    let member = try scope.requireMember(.readRoom)
    return try await changes.once(scope) { transaction in
      let message = try await reachable(id, by: member, in: transaction)
      guard message.author == member.id || member.permissions.contains(.moderate) else {
        throw AppError.forbidden("Only its author and moderators delete a message")
      }
      guard !message.isNotice else { throw AppError.notice }
      guard !message.isDeleted else { return Changes.Outcome(answer: MessageAck(id: id, seq: message.seq), event: nil) }
      try await takeOut(message, in: transaction)
      if message.author != member.id {
        try await audit.record(
          scope, "message.delete", of: "message:\(id)", details: [("room", "room:\(message.room)"), ("author", "user:\(message.author)")],
          in: transaction)
      }
      let seq = try await rooms.takeSeq(of: message.room, in: transaction)
      try await messages.erase(id, at: seq, on: scope.now, in: transaction)
      let erased =
        message.showsMedia
        ? try await media.releaseAndErase(
          [id.rawValue], of: MessageMediaRows(), owner: message.author, at: scope.now, in: transaction) : nil
      let told = try await notices.deleted(message, at: scope.now, in: transaction)
      return try await outcome(id, erasing: erased, telling: told, in: transaction) { .deleted($0) }
    }
  }

  /// Places the caller's emoji on a message. Once each, at most 20 different.
  public func react(_ scope: Scope, to id: MessageID, with emoji: Emoji) async throws -> MessageAck {
    try await changeReactions(scope, .postMessage, to: id) { member, transaction in
      try await place(emoji, by: member, on: id, in: transaction)
    }
  }

  /// Removes the caller's emoji. Members who lost the right to post may still do this.
  public func unreact(_ scope: Scope, to id: MessageID, with emoji: Emoji) async throws -> MessageAck {
    try await changeReactions(scope, .readRoom, to: id) { member, transaction in
      try await reactions.remove(emoji, by: member, from: id, in: transaction)
    }
  }

  /// Places the caller's emoji, or takes it away when it is there.
  public func toggle(_ scope: Scope, on id: MessageID, _ emoji: Emoji) async throws -> MessageAck {
    try await changeReactions(scope, .postMessage, to: id) { member, transaction in
      if try await reactions.remove(emoji, by: member, from: id, in: transaction) { return true }
      return try await place(emoji, by: member, on: id, in: transaction)
    }
  }

  private func place(_ emoji: Emoji, by member: UserID, on id: MessageID, in transaction: Transaction) async throws -> Bool {
    guard try await reactions.add(emoji, by: member, to: id, in: transaction) else { return false }
    guard try await reactions.differentEmoji(on: id, in: transaction) <= Self.maxEmoji else {
      throw AppError(.limitExceeded, "A message holds at most \(Self.maxEmoji) different emoji")
    }
    return true
  }

  /// `change` tells whether it changed anything.
  private func changeReactions(
    _ scope: Scope, _ permission: Permission, to id: MessageID, _ change: @Sendable (UserID, Transaction) async throws -> Bool
  ) async throws -> MessageAck {
    let member = try scope.requireMember(permission)
    return try await changes.once(scope) { transaction in
      let message = try await reachable(id, by: member, in: transaction)
      guard !message.isDeleted else { throw AppError.deleted }
      try await takeOut(message, in: transaction)
      guard try await change(member.id, transaction) else {
        return Changes.Outcome(answer: MessageAck(id: id, seq: message.seq), event: nil)
      }
      let seq = try await rooms.takeSeq(of: message.room, in: transaction)
      try await messages.touch(id, at: seq, in: transaction)
      var told: [ChatEvent] = []
      if message.author != member.id {
        let hasReaction = try await reactions.hasAny(by: member.id, on: id, in: transaction)
        told = try await notices.reacted(to: message, by: member.id, hasReaction: hasReaction, at: scope.now, in: transaction)
      }
      return try await outcome(id, telling: told, in: transaction) { .reacted($0) }
    }
  }

  // MARK: Rules

  /// A message of one of the member's rooms. `NOT_FOUND` if its room is hidden from them, `FORBIDDEN` if they have not joined it.
  private func reachable(_ id: MessageID, by member: Member, in transaction: Transaction) async throws -> MessageStanding {
    guard let message = try await messages.visible(id, to: member.id, in: transaction) else { throw AppError.notFound("The message") }
    guard message.isMember else { throw AppError.joinFirst }
    return message
  }

  /// Brings an archived message back to the live table, so that it can be changed. Call it after all checks.
  private func takeOut(_ message: MessageStanding, in transaction: Transaction) async throws {
    if message.isArchived { try await archive.bringBack(message.id, in: transaction) }
  }

  private func replyTarget(_ id: MessageID?, in room: RoomID, in transaction: Transaction) async throws -> ReplyTarget? {
    guard let id else { return nil }
    guard let target = try await messages.replyTarget(id, in: room, in: transaction) else {
      throw AppError.notFound("The message you answer")
    }
    return target
  }

  private func refusal(to member: Member, postingIn room: RoomName, in transaction: Transaction) async throws -> AppError {
    guard let standing = try await rooms.visible(room, to: member.id, in: transaction) else { return .notFound("The room") }
    return standing.isMember ? .forbidden("Only moderators post in #\(room)") : .joinFirst
  }

  /// Reads the changed message, for the answer and for the event.
  private func outcome(
    _ id: MessageID, erasing erased: ErasedMedia? = nil, telling told: [ChatEvent] = [], in transaction: Transaction,
    _ event: (Message) -> ChatEvent
  ) async throws -> Changes.Outcome<MessageAck> {
    guard let message = try await messages.message(id, in: transaction) else { throw AppError.notFound("The message") }
    return Changes.Outcome(answer: MessageAck(id: id, seq: message.seq), events: [event(message)] + told, erased: erased)
  }
}

extension AppError {
  static let noText = AppError.validation(
    "content", "must be \(MessageText.lengths.lowerBound) to \(MessageText.lengths.upperBound) characters")
  static let joinFirst = AppError.forbidden("Join the room first")
  static let notice = AppError.forbidden("What the server says about moderators stays as it is")
  static let deleted = AppError(.gone, "This message was deleted")
}
