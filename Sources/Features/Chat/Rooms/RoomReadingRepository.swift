import Core
import SQL

/// Reads about rooms that need no transaction. Each method reads from one snapshot.
struct RoomReadingRepository: Sendable {
  private let database: Database
  private let rooms = RoomRepository()
  private let lists = RoomListRepository()
  private let marks = UnreadRepository()

  init(database: Database) { self.database = database }

  func own(of user: UserID) async throws -> OwnRooms { try await database.read { try await lists.own(of: user, in: $0) } }

  /// The member's own rooms, those that every community has, and the first of the others.
  func list(for user: UserID, others: Int) async throws -> [RoomListing] {
    try await database.read { connection in
      let own = try await lists.own(of: user, limit: RoomDirectory.mostOwn, in: connection).rooms
      let permanent = try await lists.permanent(for: user, in: connection)
      let first = try await lists.directory(.any, after: nil, limit: others + own.count + permanent.count, for: user, in: connection)
      var known = Set(own.map(\.id))
      let rest = (permanent + first).filter { known.insert($0.id).inserted }
      return (own + rest.prefix(others)).sorted(by: RoomListing.comesFirst)
    }
  }

  func enterable(_ name: RoomName, by user: UserID) async throws -> RoomStanding? {
    try await database.first(RoomRepository.enterable(name, by: user))
  }

  func governed(_ name: RoomName, by member: Member) async throws -> GovernedRoom? {
    try await database.read { try await rooms.governed(name, by: member, in: $0) }
  }

  func people(of room: RoomID) async throws -> [RoomPerson] {
    try await database.read { try await MemberRepository().people(of: room, limit: RoomMembersPage.most, in: $0) }
  }

  func memberCount(of room: RoomID) async throws -> Int {
    try await database.read { try await rooms.memberCount(of: room, in: $0) }
  }

  func lastOpened(by user: UserID) async throws -> RoomName? {
    try await database.value(RoomRepository.lastOpened(by: user))
  }

  func visible(_ name: RoomName, to user: UserID) async throws -> RoomStanding? {
    try await database.first(RoomRepository.visible(name, to: user))
  }

  /// How the member stands to the room. `joined` is what a member of the room learns on joining; nil for others.
  struct Entrance: Sendable {
    let standing: RoomStanding
    let joined: JoinedRoom?
  }

  /// Nil if the member may not enter the room.
  func entrance(to name: RoomName, for user: UserID) async throws -> Entrance? {
    try await database.read { connection in
      guard let standing = try await rooms.enterable(name, by: user, in: connection) else { return nil }
      return Entrance(standing: standing, joined: standing.isMember ? try await joined(standing, in: connection) : nil)
    }
  }

  /// The room as a new member finds it. Nil if the room does not exist.
  func joined(_ room: RoomStanding) async throws -> JoinedRoom? { try await database.read { try await joined(room, in: $0) } }

  private func joined(_ room: RoomStanding, in connection: Connection) async throws -> JoinedRoom? {
    guard let head = try await connection.first(HistoryRepository.head(of: room.id), as: HistoryHead.self) else { return nil }
    let members = try await rooms.memberCount(of: room.id, in: connection)
    return JoinedRoom(
      room: Room(id: room.id, name: room.name, topic: room.topic, kind: room.kind, memberCount: members), epoch: head.epoch,
      seq: head.seq)
  }

  func isMember(_ user: UserID, of room: RoomID) async throws -> Bool {
    try await database.read { try await rooms.isMember(user, of: room, in: $0) }
  }

  func withdrawn(among viewers: [Viewer]) async throws -> [Viewer] {
    guard !viewers.isEmpty else { return [] }
    return try await database.all(RoomRepository.withdrawn(among: viewers), as: RoomViewer.self).map(\.viewer)
  }

  func unread(in room: RoomID, for users: [UserID]) async throws -> [UserID: UnreadCount] {
    try await database.read { try await marks.unread(in: room, for: users, in: $0) }
  }

  func unreadConversations(of user: UserID) async throws -> [UnreadCount] {
    try await database.read { try await marks.unreadConversations(of: user, in: $0) }
  }

  func unread(for user: UserID) async throws -> [UnreadCount] {
    try await database.read { try await marks.unread(for: user, in: $0) }
  }
}
