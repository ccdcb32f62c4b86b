import Core
import Notices

/// What members are told of messages, in the transactions that change them.
struct MessageNoticeRepository: Sendable {
  private let notices: NoticeRepository

  /// Who views which room.
  private let online: OnlineMembers

  init(_ notices: NoticeRepository, online: OnlineMembers) {
    self.notices = notices
    self.online = online
  }

  /// The others in a conversation who are not looking at it get one notification for all that they have not read in it.
  func wrote(
    _ id: MessageID, in room: RoomID, by author: UserID, to others: [UserID], at now: Timestamp, in transaction: Transaction
  ) async throws -> [ChatEvent] {
    let all = online.all
    let absent = others.filter { all[$0]?.rooms.contains(room) != true }
    guard !absent.isEmpty else { return [] }
    let cause = NoticeCause(DirectNotice(), by: author, about: id.rawValue, target: room.rawValue, in: room)
    return try await notices.raise(
      cause, for: absent, who: MessageNoticeRows.isToldOfConversation(room), at: now, in: transaction
    ).map { .told($0) }
  }

  /// The author of the answered message gets a reply, the others who are named a mention. Costs nothing if there are none.
  func posted(
    _ id: MessageID, in room: RoomID, by author: UserID, naming named: [UserID], answering target: ReplyTarget?, at now: Timestamp,
    in transaction: Transaction
  ) async throws -> [ChatEvent] {
    var events: [Event] = []
    // All at once, so that two such messages cannot wait for each other.
    if let target, !named.isEmpty { try await notices.lock(named + [target.author], in: transaction) }
    if let target, target.author != author {
      let cause = NoticeCause(ReplyNotice(), by: author, about: id.rawValue, target: target.id.rawValue, in: room)
      events += try await notices.raise(
        cause, for: [target.author], who: MessageNoticeRows.isToldOf(room), at: now, in: transaction)
    }
    events += try await name(named, in: id, of: room, by: author, at: now, in: transaction)
    return events.map { .told($0) }
  }

  /// Who is named no longer loses the mention; who is named now gets one.
  func edited(
    _ id: MessageID, in room: RoomID, by author: UserID, naming named: [UserID], at now: Timestamp, in transaction: Transaction
  ) async throws -> [ChatEvent] {
    let match = NoticeMatch(MentionNotice(), about: id.rawValue, exceptTo: named)
    let gone = try await notices.withdraw(match, at: now, in: transaction)
    return try await (gone + name(named, in: id, of: room, by: author, at: now, in: transaction)).map { .told($0) }
  }

  /// Nothing tells of a deleted message any more, and its author is told of no answers to it.
  func deleted(_ message: MessageStanding, at now: Timestamp, in transaction: Transaction) async throws -> [ChatEvent] {
    let id = message.id.rawValue
    let events =
      try await notices.withdraw(
        NoticeMatch(MentionNotice(), ReplyNotice(), ReactionNotice(), DirectNotice(), about: id), at: now, in: transaction)
      + notices.withdraw(NoticeMatch(ReplyNotice(), target: id, to: message.author), at: now, in: transaction)
    return events.map { .told($0) }
  }

  /// - Parameter hasReaction: Whether any emoji of the member is on the message now.
  func reacted(
    to message: MessageStanding, by member: UserID, hasReaction: Bool, at now: Timestamp, in transaction: Transaction
  ) async throws -> [ChatEvent] {
    let id = message.id.rawValue
    guard hasReaction else {
      return try await notices.withdraw(NoticeMatch(ReactionNotice(), about: id, by: member), at: now, in: transaction).map { .told($0) }
    }
    let cause = NoticeCause(ReactionNotice(), by: member, about: id, target: id, in: message.room)
    return try await notices.raise(
      cause, for: [message.author], who: MessageNoticeRows.isToldOf(message.room), at: now, in: transaction
    ).map { .told($0) }
  }

  /// The member has read the room up to the message.
  func read(
    _ room: RoomID, upTo message: MessageID, by user: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> [ChatEvent] {
    try await notices.markRead(
      MentionNotice(), ReplyNotice(), DirectNotice(), in: room, upTo: message.rawValue, by: user, at: now, in: transaction
    ).map { .told($0) }
  }

  /// The room is gone, or a private room is closed to the member now.
  func closed(_ room: RoomID, to user: UserID? = nil, at now: Timestamp, in transaction: Transaction) async throws -> [ChatEvent] {
    try await notices.withdraw(room: room, from: user, at: now, in: transaction).map { .told($0) }
  }

  private func name(
    _ named: [UserID], in id: MessageID, of room: RoomID, by author: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    guard !named.isEmpty else { return [] }
    let cause = NoticeCause(
      MentionNotice(), by: author, about: id.rawValue, target: room.rawValue, in: room, unlessToldBy: ReplyNotice())
    return try await notices.raise(cause, for: named, who: MessageNoticeRows.isToldOf(room), at: now, in: transaction)
  }
}
