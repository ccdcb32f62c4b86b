import Core
import Media

/// How staff remove rooms, and bring them back for 30 days with everything in them. The name stays taken.
struct RoomRemoval: StaffRemoval {
  static let restorable = Duration.days(30)
  /// Members whose open pages learn at once that the room is back. The others see it when they load a page.
  private static let mostTold = 1_000

  let rooms = RoomRepository()
  let messages: MessageRepository
  let media: MediaUseRepository
  let notices: MessageNoticeRepository

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = RoomID(text: key), let room = try await rooms.locked(id, in: transaction) else { return .unknown }
    guard !RoomService.permanent.contains(room.name) else {
      throw AppError.validation("target", "must be another room: this is one that every community has")
    }
    guard !room.isRemoved else { return .gone }
    return .removed(try await remove(room.id, named: room.name, at: now, in: transaction).map(\.event))
  }

  /// Removes a room that stands and is locked.
  func remove(_ room: RoomID, named name: RoomName, at now: Timestamp, in transaction: Transaction) async throws -> [ChatEvent] {
    guard try await rooms.remove(room, at: now, in: transaction) else { return [] }
    try await rooms.setRestorable(room, until: now + Self.restorable, in: transaction)
    try await eachShowing(in: room, transaction) { try await media.hold($0, of: MessageMediaRows(), in: transaction) }
    return [.roomRemoved(room, name)] + (try await notices.closed(room, at: now, in: transaction))
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = RoomID(text: key), let room = try await rooms.locked(id, in: transaction), room.isRemoved,
      let end = room.restorableUntil, now < end
    else { return nil }
    try await rooms.restore(id, in: transaction)
    try await eachShowing(in: id, transaction) { try await media.revive($0, of: MessageMediaRows(), in: transaction) }
    return try await MemberRepository().ids(of: id, limit: Self.mostTold, in: transaction).map {
      ChatEvent.roomsChanged($0, except: nil).event
    }
  }

  /// Who made the room, if that is somebody else who is still here.
  func maker(
    of room: RoomStanding, besides member: UserID, in transaction: Transaction
  ) async throws -> (id: UserID, role: Role)? {
    guard let maker = room.createdBy, maker != member, let role = try await rooms.roleOfMaker(maker, in: transaction) else { return nil }
    return (maker, role)
  }

  /// Lets go of the files of rooms that can no longer be brought back, at most `limit` rooms; how many.
  func giveUp(at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let ids = try await rooms.giveUp(before: now, limit: limit, in: transaction)
    for id in ids {
      try await eachShowing(in: id, transaction) { try await media.release($0, of: MessageMediaRows(), at: now, in: transaction) }
    }
    return ids.count
  }

  /// Its messages that show files, as many at once as a statement takes.
  private func eachShowing(in room: RoomID, _ transaction: Transaction, _ body: ([Int64]) async throws -> Void) async throws {
    let showing = try await messages.showingMedia(in: room, in: transaction).map(\.rawValue)
    for start in stride(from: 0, to: showing.count, by: 1_000) {
      try await body(Array(showing[start..<min(start + 1_000, showing.count)]))
    }
  }
}
