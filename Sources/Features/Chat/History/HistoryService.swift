import Core

/// Reading a room's history by request: catching up from a cursor, or paging back. Members only.
public struct HistoryService: Sendable {
  private let history: HistoryRepository
  private let reading: RoomReadingRepository
  private let states: RoomStateRepository

  init(history: HistoryRepository, reading: RoomReadingRepository, states: RoomStateRepository) {
    self.history = history
    self.reading = reading
    self.states = states
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

  /// The newest messages of a room as digests, those from `first` on.
  public func state(_ scope: Scope, in name: RoomName, from first: MessageID) async throws -> RoomState {
    let (room, viewer) = try await room(scope, name)
    guard let state = try await states.state(of: room, named: name, from: first, for: viewer) else { throw AppError.notFound("The room") }
    return state
  }

  /// Where the caller's rooms stand, the one opened last first. Empty for those who may read none, and while rooms are off.
  public func heads(_ scope: Scope) async throws -> [RoomPosition] {
    let member = try scope.requireMember()
    guard member.permissions.contains(.readRoom), !scope.gate.off.contains(.rooms) else { return [] }
    return try await states.heads(of: member.id, limit: RoomDirectory.mostOwn)
  }

  /// Where the rooms stand that a socket of the caller views.
  public func heads(_ scope: Scope, of viewed: [ViewedRoom]) async throws -> [RoomID: RoomPosition] {
    _ = try scope.requireMember()
    let heads = try await states.heads(of: viewed.map(\.room))
    return Dictionary(heads.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func room(_ scope: Scope, _ name: RoomName) async throws -> (room: RoomID, viewer: UserID) {
    let member = try scope.requireMember(.readRoom)
    guard let room = try await reading.visible(name, to: member.id) else { throw AppError.notFound("The room") }
    guard room.isMember else { throw AppError.joinFirst }
    return (room.id, member.id)
  }
}
