import Core
import SQL

/// Reads what pages show. Everything on a page is read from one snapshot.
struct PageRepository: Sendable {
  private let database: Database
  private let rooms = RoomRepository()
  private let lists = RoomListRepository()
  private let members = MemberRepository()
  private let messages: MessageRepository
  private let stirs: RoomStirRepository

  init(database: Database, messages: MessageRepository, online: OnlineMembers) {
    self.database = database
    stirs = RoomStirRepository(online: online)
    self.messages = messages
  }

  struct RoomContents: Sendable {
    let standing: RoomStanding
    let room: Room
    let own: OwnRooms
    let messages: [Message]
    let hasOlder: Bool
    let isNewest: Bool
    let epoch: String
    let seq: Int64
    let replyTo: Message?
    let isMuted: Bool
  }

  struct MessageContents: Sendable {
    let standing: RoomStanding
    let room: Room
    let own: OwnRooms
    let message: Message
    /// Who is named in it and is not in the room, if its author asks.
    let absent: [RoomPerson]
  }

  /// Nil if the room does not exist or is hidden from the member.
  func room(
    _ name: RoomName, for user: UserID, showing part: RoomPart, answering target: MessageID?, count: Int
  ) async throws -> RoomContents? {
    try await database.read { connection in
      guard let standing = try await rooms.visible(name, to: user, in: connection),
        let head = try await connection.first(HistoryRepository.head(of: standing.id), as: HistoryHead.self)
      else { return nil }
      let slice = try await slice(part, of: standing, head, count: count, connection)
      let replyTo: Message? =
        if let target { try await messages.message(target, in: connection) } else { nil }
      let audience = try await rooms.audience(of: standing.id, for: user, in: connection)
      return RoomContents(
        standing: standing, room: room(standing, memberCount: audience.count),
        own: try await lists.own(of: user, in: connection), messages: slice.messages,
        hasOlder: slice.hasOlder, isNewest: slice.isNewest, epoch: head.epoch, seq: head.seq,
        replyTo: replyTo.flatMap { $0.roomID == standing.id && $0.id > standing.clearedUpTo && !$0.isDeleted ? $0 : nil },
        isMuted: audience.isMuted)
    }
  }

  private struct Slice {
    /// Ascending by id.
    let messages: [Message]
    let hasOlder: Bool
    let isNewest: Bool
  }

  private func slice(
    _ part: RoomPart, of room: RoomStanding, _ head: HistoryHead, count: Int, _ connection: Connection
  ) async throws -> Slice {
    let bound: MessageID
    var count = count
    var after: [Message] = []
    var isNewest = false
    switch part {
    case .newest: (bound, isNewest) = (MessageID(.max), true)
    case .before(let id): bound = id
    case .around(let id):
      bound = id.next
      count /= 2
      after = try await messages.newer(
        than: id, in: room.id, beyond: room.clearedUpTo, limit: count + 1, archive: head.archive, in: connection)
      isNewest = after.count <= count
    }
    let newestFirst = try await messages.older(
      than: bound, in: room.id, beyond: room.clearedUpTo, limit: count + 1, archive: head.archive, in: connection)
    return Slice(
      messages: newestFirst.prefix(count).reversed() + after.prefix(count), hasOlder: newestFirst.count > count, isNewest: isNewest)
  }

  /// Nil if the room is hidden from the member, or the message is not in it.
  func message(_ id: MessageID, in name: RoomName, for user: UserID) async throws -> MessageContents? {
    try await database.read { connection in
      guard let standing = try await rooms.visible(name, to: user, in: connection),
        let message = try await messages.message(id, in: connection), message.roomID == standing.id,
        message.id > standing.clearedUpTo
      else { return nil }
      return MessageContents(
        standing: standing,
        room: room(standing, memberCount: try await rooms.memberCount(of: standing.id, in: connection)),
        own: try await lists.own(of: user, in: connection), message: message,
        absent: message.author.id == user && standing.kind != .direct
          ? try await members.absent(namedIn: id, for: user, in: connection) : [])
    }
  }

  /// The member's own rooms and a slice of the directory, one room more than a page shows.
  func directory(
    _ prefix: RoomPrefix?, after last: RoomName?, for user: UserID
  ) async throws -> (own: OwnRooms, rooms: [RoomListing], stirs: [RoomID: RoomStir]) {
    try await database.read { connection in
      let own = try await lists.own(of: user, in: connection)
      guard let prefix else { return (own, [], [:]) }
      let rooms = try await lists.directory(prefix, after: last, limit: RoomDirectory.pageSize + 1, for: user, in: connection)
      return (own, rooms, try await stirs.stirs(in: rooms.map(\.id), for: user, in: connection))
    }
  }

  private func room(_ standing: RoomStanding, memberCount: Int) -> Room {
    Room(id: standing.id, name: standing.name, topic: standing.topic, kind: standing.kind, memberCount: memberCount)
  }
}
