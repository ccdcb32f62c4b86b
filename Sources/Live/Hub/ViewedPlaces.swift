import Core
import Engine

/// One kind of thing that sockets of this node view, and how such a view ends when the right to it does.
///
/// Rooms are one kind. Another kind of place joins `Node.viewed`: then its viewers are compared with the database every few seconds and
/// whenever the bus is back, whatever has become of the messages that were to tell this node.
protocol ViewedPlaces: Sendable {
  associatedtype Place: Hashable & Sendable

  /// What a socket views, with the numbers of its views.
  func views(of connection: Connection) -> [Place: Int]

  /// See `ViewingRights`.
  func withdrawn(among viewers: [Viewer<Place>]) async throws -> [Viewer<Place>]

  /// Ends these views of the member and their presence. `views` may be empty.
  func end(_ place: Place, for user: UserID, _ views: [(connection: Connection, number: Int)])
}

extension ViewedPlaces {
  /// Pairs in one statement: about 20 ms of a reader.
  private static var batch: Int { 5_000 }

  /// Asks the database about every view of these sockets, and ends those whose right is withdrawn.
  func check(_ connections: [Connection]) async throws { try await check(connections, and: []) }

  /// Asks the database about every view of these sockets and about `others`, and ends what is withdrawn. A view that began after the
  /// question goes on: its right was checked when it began.
  func check(_ connections: [Connection], and others: [Viewer<Place>]) async throws {
    var views: [Viewer<Place>: [(connection: Connection, number: Int)]] = [:]
    for connection in connections {
      for (place, number) in self.views(of: connection) {
        views[Viewer(connection.user, of: place), default: []].append((connection, number))
      }
    }
    for viewer in others where views[viewer] == nil { views[viewer] = [] }
    let viewers = Array(views.keys)
    for start in stride(from: 0, to: viewers.count, by: Self.batch) {
      for viewer in try await withdrawn(among: Array(viewers[start..<min(start + Self.batch, viewers.count)])) {
        end(viewer.place, for: viewer.user, views[viewer] ?? [])
      }
    }
  }
}

/// The rooms sockets of this node view.
struct ViewedRooms: ViewedPlaces {
  let rooms: Rooms
  let exchange: PresenceExchange
  let history: any RoomHistory

  func views(of connection: Connection) -> [RoomID: Int] { connection.views.mapValues(\.number) }

  func withdrawn(among viewers: [Viewer<RoomID>]) async throws -> [Viewer<RoomID>] { try await history.withdrawn(among: viewers) }

  func end(_ room: RoomID, for user: UserID, _ views: [(connection: Connection, number: Int)]) {
    exchange.forget(user, in: room)
    let ended = views.filter { $0.connection.forgetView(of: room, number: $0.number) }
    rooms[room]?.withdrawn(user, ended.map { ($0.connection.socket.id, $0.number) })
  }
}
