import Core
import Synchronization

/// What a call wants to view, until its answer is on its way.
final class PendingViews: Viewing {
  struct Wanted: Sendable {
    let room: RoomID
    let name: String
    let cursor: HistoryCursor?
  }

  private let connection: Connection
  private let wanted = Mutex<[Wanted]>([])

  init(connection: Connection) { self.connection = connection }

  func view(_ room: RoomID, named name: String, from cursor: HistoryCursor?) throws(AppError) {
    try connection.canView(room, besides: wanted.withLock { $0.count })
    wanted.withLock { $0.append(Wanted(room: room, name: name, cursor: cursor)) }
  }

  func endViewing(_ room: RoomID) { connection.endViewing(room) }

  func typing(inRoomNamed name: String, by member: Member, isOn: Bool) async throws {
    try await connection.typing(inRoomNamed: name, by: member, isOn: isOn)
  }

  func take() -> [Wanted] {
    wanted.withLock {
      let taken = $0; $0 = []; return taken
    }
  }
}
