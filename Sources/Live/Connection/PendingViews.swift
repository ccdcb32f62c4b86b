import Core
import Synchronization

/// What a call wants to view, until its answer is on its way.
final class PendingViews: Viewing {
  struct Wanted: Sendable {
    let place: Place
    let cursor: HistoryCursor?
    let isSeen: Bool
  }

  private let connection: Connection
  private let wanted = Mutex<[Wanted]>([])

  init(connection: Connection) { self.connection = connection }

  var histories: [PlaceKind: any PlaceHistory] { connection.histories }

  var facts: SocketFacts { connection.facts }

  var viewedRooms: [ViewedRoom] { connection.viewedRooms }

  func view(_ place: Place, from cursor: HistoryCursor?, seen: Bool) throws(AppError) {
    try connection.canView(place.id, besides: wanted.withLock { $0.count })
    wanted.withLock { $0.append(Wanted(place: place, cursor: cursor, isSeen: seen)) }
  }

  func endViewing(_ place: PlaceID) { connection.endViewing(place) }

  func sender(_ scope: Scope, in place: PlaceID) -> SignalSender {
    SignalSender(scope: scope, socket: connection.name, isWatching: connection.isViewing(place))
  }

  func typing(inRoomNamed name: String, by member: Member, isOn: Bool) async throws {
    try await connection.typing(inRoomNamed: name, by: member, isOn: isOn)
  }

  func take() -> [Wanted] {
    wanted.withLock {
      let taken = $0; $0 = []; return taken
    }
  }
}
