import Core

/// Reading a room's history by request: catching up from a cursor, or paging back. Members only.
public struct HistoryService: Sendable {
  private let history: HistoryRepository
  private let reading: RoomReadingRepository

  init(history: HistoryRepository, reading: RoomReadingRepository) {
    self.history = history
    self.reading = reading
  }

  public func changed(_ scope: Scope, in name: RoomName, after cursor: HistoryCursor, limit: Int?) async throws -> HistoryRead {
    let (room, viewer) = try await room(scope, name)
    let limit = limit ?? HistoryPage.mostObjects
    guard let read = try await history.changed(after: cursor, in: room, for: viewer, limit: limit) else {
      throw AppError.notFound("The room")
    }
    return read
  }

  public func older(_ scope: Scope, in name: RoomName, than bound: MessageID, limit: Int?) async throws -> HistoryPage {
    let (room, viewer) = try await room(scope, name)
    let limit = limit ?? HistoryRepository.newestCount
    guard let page = try await history.older(than: bound, in: room, for: viewer, limit: limit) else { throw AppError.notFound("The room") }
    return page
  }

  /// The first message since a moment, else the newest one. Nil for an empty room.
  public func first(_ scope: Scope, in name: RoomName, since moment: Timestamp) async throws -> MessageID? {
    let member = try scope.requireMember(.readRoom)
    guard let room = try await reading.visible(name, to: member.id) else { throw AppError.notFound("The room") }
    return try await history.first(in: room.id, since: moment, for: member.id)
  }

  private func room(_ scope: Scope, _ name: RoomName) async throws -> (room: RoomID, viewer: UserID) {
    let member = try scope.requireMember(.readRoom)
    guard let room = try await reading.visible(name, to: member.id) else { throw AppError.notFound("The room") }
    guard room.isMember else { throw AppError.joinFirst }
    return (room.id, member.id)
  }
}
