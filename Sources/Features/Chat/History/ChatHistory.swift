import Core

/// What sockets read of rooms: catching up, healing, and what is unread.
public struct ChatHistory: PlaceHistory, UnreadCounter {
  private let history: HistoryRepository
  private let reading: RoomReadingRepository
  private let conversations: ConversationReadingRepository

  init(history: HistoryRepository, reading: RoomReadingRepository, conversations: ConversationReadingRepository) {
    self.history = history
    self.reading = reading
    self.conversations = conversations
  }

  public var kind: PlaceKind { .room }

  public func head(of place: PlaceID) async throws -> PlaceHead { try found(await history.head(of: RoomID(place.number))) }

  public func newest(in place: PlaceID, for viewer: UserID) async throws -> [HistoryPage] {
    [try found(await history.newest(in: RoomID(place.number), for: viewer))]
  }

  public func page(in place: PlaceID, after cursor: HistoryCursor, for viewer: UserID) async throws -> HistoryRead {
    try found(await history.changed(after: cursor, in: RoomID(place.number), for: viewer, limit: HistoryPage.mostObjects))
  }

  public func lastSequences(of places: [PlaceID]) async throws -> [PlaceID: Int64] {
    let last = try await history.lastSequences(of: places.map { RoomID($0.number) })
    return Dictionary(last.map { (.room($0), $1) }, uniquingKeysWith: { first, _ in first })
  }

  public func changes(in place: PlaceID, after sequence: Int64, limit: Int) async throws -> [PlaceChange] {
    try await history.changed(after: sequence, in: RoomID(place.number), limit: limit).map { message in
      let event = MessageEvent.replaying(isDeleted: message.isDeleted, isEdited: message.isEdited)
      return PlaceChange(type: event.rawValue, sequence: message.seq, data: message.json, hiddenFrom: message.hiddenFrom)
    }
  }

  public func admits(_ user: UserID, to place: PlaceID) async throws -> Bool {
    try await reading.isMember(user, of: RoomID(place.number))
  }

  /// In a room its members who may post; in a conversation those who may write there now.
  public func admitsTyping(of member: Member, in place: Place) async throws -> Bool {
    let room = RoomID(place.id.number)
    guard RoomName.place(place.name)?.direct == nil else {
      guard member.permissions.contains(.sendDM), let standing = try await conversations.standing(of: member.id, in: room) else {
        return false
      }
      return standing.refusal == nil
    }
    guard member.permissions.contains(.postMessage) else { return false }
    return try await admits(member.id, to: place.id)
  }

  public func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    try await reading.withdrawn(among: viewers).map { EndedView($0, because: .private) }
  }

  public func unread(in room: RoomID, for users: [UserID]) async throws -> [UserID: UnreadCount] {
    try await reading.unread(in: room, for: users)
  }

  public func unread(for user: UserID) async throws -> [UnreadCount] {
    try await reading.unread(for: user)
  }

  private func found<Result>(_ result: Result?) throws(AppError) -> Result {
    guard let result else { throw .notFound("The room") }
    return result
  }
}
