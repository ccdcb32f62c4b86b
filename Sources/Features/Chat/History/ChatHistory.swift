import Core

/// What sockets read of rooms: catching up, healing, and what is unread.
public struct ChatHistory: RoomHistory, UnreadCounter {
  private let history: HistoryRepository
  private let reading: RoomReadingRepository

  init(history: HistoryRepository, reading: RoomReadingRepository) {
    self.history = history
    self.reading = reading
  }

  public func newest(in room: RoomID) async throws -> HistoryPage {
    try found(await history.newest(in: room))
  }

  public func page(in room: RoomID, after cursor: HistoryCursor) async throws -> HistoryRead {
    try found(await history.changed(after: cursor, in: room, limit: HistoryRepository.maxCount))
  }

  public func lastSequences(of rooms: [RoomID]) async throws -> [RoomID: Int64] {
    try await history.lastSequences(of: rooms)
  }

  public func changes(in room: RoomID, after sequence: Int64, limit: Int) async throws -> [RoomChange] {
    try await history.changed(after: sequence, in: room, limit: limit).map { message in
      let type = message.isDeleted ? "message_deleted" : message.isEdited ? "message_edited" : "new_message"
      return RoomChange(type: type, sequence: message.seq, data: message.json)
    }
  }

  public func admits(_ user: UserID, to room: RoomID) async throws -> Bool {
    try await reading.isMember(user, of: room)
  }

  public func withdrawn(among viewers: [Viewer<RoomID>]) async throws -> [Viewer<RoomID>] {
    try await reading.withdrawn(among: viewers)
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
