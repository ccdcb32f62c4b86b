import Accounts
import Core
import Media

/// Posts, edits and deletes messages, and places reactions.
public struct MessageService: Sendable {
  /// Different emoji on one message.
  static let maxEmoji = 20

  private let changes: Changes
  private let composer: MessageComposer
  let rooms = RoomRepository()
  let messages: MessageRepository
  private let conversations: ConversationRepository
  private let reactions = ReactionRepository()
  private let writers = WriterRepository()
  private let archive: ArchiveRepository
  private let media: MediaUseRepository
  private let removal: MessageRemoval
  private let removals: StaffRemovals
  private let ranks: StaffRankRepository
  private let notices: MessageNoticeRepository
  private let pace: PostPace

  init(
    changes: Changes, composer: MessageComposer, messages: MessageRepository, archive: ArchiveRepository, media: MediaUseRepository,
    notices: MessageNoticeRepository, pace: PostPace, removal: MessageRemoval, removals: StaffRemovals, ranks: StaffRankRepository
  ) {
    self.messages = messages
    conversations = ConversationRepository(keys: messages.keys)
    self.changes = changes
    self.composer = composer
    self.archive = archive
    self.media = media
    self.removal = removal
    self.removals = removals
    self.ranks = ranks
    self.notices = notices
    self.pace = pace
  }

  /// Posts to a room the caller is a member of; to announcement rooms if they moderate. A message with attachments needs no text. What is
  /// posted to a conversation is kept sealed, and mentions there tell nobody.
  public func post(
    _ scope: Scope, in room: RoomName, _ text: MessageText, replyTo: MessageID? = nil, attaching attachments: [Attachment] = []
  ) async throws -> MessageAck {
    let author = try scope.requireMember(room.direct == nil ? .postMessage : .sendDM)
    try refuseLinks(in: text, of: author)
    guard !text.isEmpty || !attachments.isEmpty else { throw AppError.noText }
    var draft = try await composer.draft(text, by: author, at: scope.now)
    if room.direct != nil { draft.mentions = [] }
    return try await post(scope, draft, by: author, in: room, replyTo: replyTo, attaching: attachments)
  }

  private func post(
    _ scope: Scope, _ draft: MessageDraft, by author: Member, in room: RoomName, replyTo: MessageID?, attaching attachments: [Attachment]
  ) async throws -> MessageAck {
    try await pace.admit(draft, of: author.id, now: scope.now)
    let ack = try await changes.once(scope) { transaction in
      guard let place = try await rooms.takeSeq(posting: author, to: room, in: transaction) else {
        throw try await refusal(to: author, postingIn: room, in: transaction)
      }
      let direct = room.direct == nil ? nil : try await admitted(author, to: place.room, in: transaction)
      let target = try await replyTarget(replyTo, in: place.room, beyond: direct?.standing.clearedUpTo, in: transaction)
      let id = try await messages.insert(draft, at: place, answering: target, sealing: direct?.seal, in: transaction)
      let shown =
        attachments.isEmpty ? [] : try await attach(attachments, to: id, of: draft, sealing: direct?.seal, in: transaction)
      let message = Message(
        id: id, roomID: place.room, room: room, seq: place.seq, author: draft.author, text: draft.text, createdAt: draft.writtenAt,
        reply: target.map { Message.Reply(id: $0.id, username: $0.username) }, media: shown)
      if let direct {
        if !direct.standing.hasWritten { try await conversations.markWritten(place.room, by: author.id, in: transaction) }
        let told = try await notices.wrote(
          id, in: place.room, by: author.id, to: direct.standing.otherIDs, at: scope.now, in: transaction)
        return Changes.Outcome(
          answer: MessageAck(id: id, seq: place.seq), events: [.posted(message), .conversationChanged(place.room)] + told)
      }
      try await writers.add(author.id, in: transaction)
      let told = try await notices.posted(
        id, in: place.room, by: author.id, naming: draft.mentions, answering: target, at: scope.now, in: transaction)
      return Changes.Outcome(answer: MessageAck(id: id, seq: place.seq), events: [.posted(message)] + told)
    }
    if room.direct == nil { writers.remember(author.id) }
    return ack
  }

  /// Posts a link to a work of the caller's, as part of a change of another feature. Returns the message's id, and what to tell once the
  /// change is committed.
  public func post(
    _ scope: Scope, _ work: WorkReference, in room: RoomName, in transaction: Transaction
  ) async throws -> (id: MessageID, events: [Event]) {
    let author = try scope.requireMember(.postMessage)
    try scope.gate.require(.rooms)
    guard room.direct == nil, let place = try await rooms.takeSeq(posting: author, to: room, in: transaction) else {
      throw AppError.forbidden("You cannot post in this room")
    }
    let draft = MessageComposer.draft(of: work, by: author, at: scope.now)
    let id = try await messages.insert(draft, at: place, answering: nil, sealing: nil, in: transaction)
    try await writers.add(author.id, in: transaction)
    let message = Message(
      id: id, roomID: place.room, room: room, seq: place.seq, author: draft.author, text: draft.text, createdAt: draft.writtenAt,
      reply: nil, media: [])
    return (id, [ChatEvent.posted(message).event])
  }

  /// The message uses the author's files from now on.
  private func attach(
    _ attachments: [Attachment], to id: MessageID, of draft: MessageDraft, sealing seal: ConversationSeal?, in transaction: Transaction
  ) async throws -> [MessageMedia] {
    let (author, now) = (draft.author.id, draft.writtenAt)
    let claims = attachments.map { MediaClaim($0.id, field: "media") }
    let files = try await media.claim(
      claims, for: id.rawValue, of: MessageMediaRows(), owner: author, at: now, in: transaction)
    let shown = attachments.compactMap { attachment in files[attachment.id].map { MessageMedia($0, alt: attachment.alt) } }
    try await messages.attach(shown, to: id, by: author, at: now, sealing: seal, in: transaction)
    return shown
  }

  /// Only the author may edit, with no time limit. What the message shows stays, and with it the text may be empty.
  public func edit(_ scope: Scope, _ id: MessageID, to text: MessageText) async throws -> MessageAck {
    let author = try requireWriter(scope)
    try refuseLinks(in: text, of: author)
    let draft = try await composer.draft(text, by: author, at: scope.now)
    try await pace.admit(draft, of: author.id, now: scope.now)
    return try await changes.once(scope) { transaction in
      let message = try await reachable(scope, id, by: author, needing: .postMessage, in: transaction)
      guard message.author == author.id else { throw AppError.forbidden("Only its author edits a message") }
      guard !message.isNotice else { throw AppError.notice }
      guard !message.isDeleted else { throw AppError.deleted }
      guard !text.isEmpty || message.showsMedia else { throw AppError.noText }
      let direct = message.isDirect ? try await admitted(author, to: message.room, in: transaction) : nil
      try await takeOut(message, in: transaction)
      let seq = try await rooms.takeSeq(of: message.room, in: transaction)
      if let direct {
        var silent = draft
        silent.mentions = []
        try await messages.rewrite(message, as: silent, at: seq, sealing: direct.seal, in: transaction)
        return try await outcome(id, telling: [.conversationChanged(message.room)], in: transaction) { .edited($0) }
      }
      try await messages.rewrite(message, as: draft, at: seq, in: transaction)
      let told = try await notices.edited(
        id, in: message.room, by: author.id, naming: draft.mentions, at: scope.now, in: transaction)
      return try await outcome(id, telling: told, in: transaction) { .edited($0) }
    }
  }

  /// Authors delete their messages: the text is erased, and so are the files that nothing else shows. Moderators remove messages of members of
  /// a lower rank, which staff can bring back. Deleting it again changes nothing, except that an author's deletion is for good.
  public func delete(_ scope: Scope, _ id: MessageID) async throws -> MessageAck {
    let member = try scope.requireMember(.readRoom)
    return try await changes.once(scope) { transaction in
      let message = try await reachable(scope, id, by: member, in: transaction)
      guard message.author == member.id || (member.permissions.contains(.moderate) && !message.isDirect) else {
        throw AppError.forbidden(
          message.isDirect ? "Only its author deletes a message" : "Only its author and moderators delete a message")
      }
      guard !message.isNotice else { throw AppError.notice }
      guard !message.isDeleted else {
        let erased = message.author == member.id ? try await removal.giveUp(message, at: scope.now, in: transaction) : nil
        return Changes.Outcome(answer: MessageAck(id: id, seq: message.seq), events: [], erased: erased)
      }
      guard message.author == member.id else { return try await removed(scope, message, by: member, in: transaction) }
      try await takeOut(message, in: transaction)
      let seq = try await rooms.takeSeq(of: message.room, in: transaction)
      try await messages.erase(id, at: seq, on: scope.now, in: transaction)
      let erased =
        message.showsMedia
        ? try await media.releaseAndErase(
          [id.rawValue], of: MessageMediaRows(), owner: message.author, at: scope.now, in: transaction) : nil
      var told = try await notices.deleted(message, at: scope.now, in: transaction)
      if message.isDirect { told.append(.conversationChanged(message.room)) }
      return try await outcome(id, erasing: erased, telling: told, in: transaction) { .deleted($0) }
    }
  }

  /// A moderator removes somebody's message.
  private func removed(
    _ scope: Scope, _ message: MessageStanding, by member: Member, in transaction: Transaction
  ) async throws -> Changes.Outcome<MessageAck> {
    let role = try await removal.removed.role(of: message.author, in: transaction)
    guard try await ranks.outranks(member, message.author, as: role, at: scope.now, in: transaction) else {
      throw AppError.forbidden("You cannot delete what a member wrote whose role is as high as yours")
    }
    let told = try await removal.remove(message, at: scope.now, in: transaction)
    let written = try await removals.removed("message", message.id.description, of: message.author, by: scope, in: transaction)
    let seq = try await messages.message(message.id, in: transaction)?.seq ?? message.seq
    return Changes.Outcome(answer: MessageAck(id: message.id, seq: seq), events: told + written.map { .told($0) })
  }

  /// Erases what can no longer be brought back, at most `limit` at once; how many. The server's own.
  public func eraseRemoved(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await changes.work.transaction { transaction in
      let ids = try await removal.removed.erase(removedBefore: scope.now - MessageRemoval.restorable, limit: limit, in: transaction)
      try await media.release(ids.map(\.rawValue), of: MessageMediaRows(), at: scope.now, in: transaction)
      return ids.count
    }
  }

  /// Places the caller's emoji on a message. Once each, at most 20 different.
  public func react(_ scope: Scope, to id: MessageID, with emoji: Emoji) async throws -> MessageAck {
    try await changeReactions(scope, .postMessage, to: id) { member, transaction in
      try await place(emoji, by: member, on: id, in: transaction)
    }
  }

  /// Removes the caller's emoji. Members who lost the right to post may still do this in rooms.
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
    let member = permission == .postMessage ? try requireWriter(scope) : try scope.requireMember(permission)
    return try await changes.once(scope) { transaction in
      let message = try await reachable(scope, id, by: member, needing: permission, in: transaction)
      guard !message.isDeleted else { throw AppError.deleted }
      if message.isDirect { _ = try await admitted(member, to: message.room, in: transaction) }
      try await takeOut(message, in: transaction)
      guard try await change(member.id, transaction) else {
        return Changes.Outcome(answer: MessageAck(id: id, seq: message.seq), event: nil)
      }
      let seq = try await rooms.takeSeq(of: message.room, in: transaction)
      try await messages.touch(id, at: seq, in: transaction)
      var told: [ChatEvent] = []
      if message.author != member.id, !message.isDirect {
        let hasReaction = try await reactions.hasAny(by: member.id, on: id, in: transaction)
        told = try await notices.reacted(to: message, by: member.id, hasReaction: hasReaction, at: scope.now, in: transaction)
      }
      return try await outcome(id, telling: told, in: transaction) { .reacted($0) }
    }
  }

  // MARK: Rules

  /// Most spam is links of new accounts.
  private func refuseLinks(in text: MessageText, of author: Member) throws(AppError) {
    guard author.isNewcomer, text.holdsWebAddress else { return }
    throw .forbidden("New members cannot post links yet")
  }

  /// Somebody who writes in rooms or in conversations. Which of the two it takes is known once the message is found.
  private func requireWriter(_ scope: Scope) throws(AppError) -> Member {
    let member = try scope.requireMember()
    guard member.permissions.contains(.postMessage) || member.permissions.contains(.sendDM) else { throw .forbidden() }
    return member
  }

  /// A message of one of the member's rooms or conversations. `NOT_FOUND` if it is hidden from them, `FORBIDDEN` if they have not joined its
  /// room or do not hold the permission that rooms need. What conversations need, `admitted` asks.
  private func reachable(
    _ scope: Scope, _ id: MessageID, by member: Member, needing permission: Permission = .readRoom, in transaction: Transaction
  ) async throws -> MessageStanding {
    guard let message = try await messages.visible(id, to: member.id, in: transaction) else {
      throw member.permissions.contains(permission) ? AppError.notFound("The message") : AppError.forbidden()
    }
    try scope.gate.require(message.isDirect ? .messages : .rooms)
    guard message.isDirect || member.permissions.contains(permission) else { throw AppError.forbidden() }
    guard message.isMember else { throw AppError.joinFirst }
    return message
  }

  /// A conversation in which the member may write now, and what seals it.
  private func admitted(
    _ member: Member, to room: RoomID, in transaction: Transaction
  ) async throws -> (standing: ConversationStanding, seal: ConversationSeal) {
    guard member.permissions.contains(.sendDM) else { throw AppError.forbidden() }
    guard let standing = try await conversations.standing(of: member.id, in: room, transaction) else { throw AppError.notFound("The room") }
    if let refusal = standing.refusal { throw AppError.forbidden(refusal) }
    return (standing, try await messages.keys.seal(of: room, in: transaction))
  }

  /// Brings an archived message back to the live table, so that it can be changed. Call it after all checks.
  private func takeOut(_ message: MessageStanding, in transaction: Transaction) async throws {
    if message.isArchived { try await archive.bringBack(message.id, in: transaction) }
  }

  private func replyTarget(
    _ id: MessageID?, in room: RoomID, beyond floor: MessageID?, in transaction: Transaction
  ) async throws -> ReplyTarget? {
    guard let id else { return nil }
    guard let target = try await messages.replyTarget(id, in: room, beyond: floor ?? MessageID(0), in: transaction) else {
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
