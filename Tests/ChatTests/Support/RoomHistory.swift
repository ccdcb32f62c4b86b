import Core

@testable import Chat

/// A room's history in the tests' words: rooms look the same to all their members.
extension ChatHistory {
  private static let anybody = UserID(1)

  func newest(in room: RoomID) async throws -> HistoryPage { try await newest(in: .room(room), for: Self.anybody)[0] }

  func page(in room: RoomID, after cursor: HistoryCursor) async throws -> HistoryRead {
    try await page(in: .room(room), after: cursor, for: Self.anybody)
  }

  func changes(in room: RoomID, after sequence: Int64, limit: Int) async throws -> [PlaceChange] {
    try await changes(in: .room(room), after: sequence, limit: limit)
  }

  func lastSequences(of rooms: [RoomID]) async throws -> [RoomID: Int64] {
    let last = try await lastSequences(of: rooms.map { PlaceID.room($0) })
    return Dictionary(uniqueKeysWithValues: last.map { (RoomID($0.number), $1) })
  }

  func admits(_ user: UserID, to room: RoomID) async throws -> Bool { try await admits(user, to: .room(room)) }

  func withdrawn(among viewers: [Viewer]) async throws -> [Viewer] { try await ended(among: viewers).map(\.viewer) }
}
