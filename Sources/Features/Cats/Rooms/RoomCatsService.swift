import Chat
import Core

/// Lets cats into rooms.
struct RoomCatsService: Sendable {
  let work: UnitOfWork
  let rows: RoomCatsRepository
  let rooms: RoomService

  func settings(_ scope: Scope, of name: RoomName) async throws -> RoomCatsView {
    _ = try scope.requireMember(.readRoom)
    return try await rows.read { snapshot in
      let room = try await rooms.governance(scope, of: name, at: snapshot)
      return RoomCatsView(
        room: room.name, settings: try await rows.settings(of: room.id, at: snapshot),
        mayChange: room.mayGovern && room.kind != .announcement)
    }
  }

  /// Only who made the room, and moderators.
  func change(_ scope: Scope, of name: RoomName, to settings: RoomCats) async throws -> RoomCatsView {
    _ = try scope.requireMember(.readRoom)
    return try await work.transaction { transaction in
      let room = try await rooms.governance(scope, of: name, at: transaction)
      guard room.mayGovern else { throw AppError.forbidden("Only who made #\(room.name), and moderators, let cats in") }
      guard room.kind != .announcement else { throw AppError.validation("room", "is for announcements: no cat talks there") }
      try await rows.keep(settings, of: room.id, in: transaction)
      return RoomCatsView(room: room.name, settings: settings, mayChange: true)
    }
  }
}
