import Core
import Engine
import Synchronization

/// The rooms somebody on this node views.
final class Rooms: Sendable {
  private let services: LiveServices
  private let broadcaster: any Broadcaster
  private let exchange: PresenceExchange
  private let feeds = Mutex<[RoomID: RoomFeed]>([:])

  init(services: LiveServices, broadcaster: any Broadcaster, exchange: PresenceExchange) {
    self.services = services
    self.exchange = exchange
    self.broadcaster = broadcaster
  }

  /// Nil when nobody here views the room: its events concern nobody.
  subscript(room: RoomID) -> RoomFeed? { feeds.withLock { $0[room] } }

  var all: [RoomFeed] { feeds.withLock { Array($0.values) } }

  /// Registers a viewer, before anything of the room is read for them.
  func register(_ socket: Socket, user: UserID, json: [UInt8], in room: RoomID, named name: String, view: Int) -> RoomFeed {
    // Both under the one lock, so that the feed is not let go in between.
    feeds.withLock { feeds in
      let feed =
        feeds[room] ?? RoomFeed(room: room, name: name, broadcaster: broadcaster, services: services, exchange: exchange, idle: letGo)
      feeds[room] = feed
      feed.register(socket, user: user, json: json, view: view)
      return feed
    }
  }

  private var letGo: @Sendable (RoomFeed) -> Void {
    { [weak self] feed in
      self?.feeds.withLock { feeds in
        if feeds[feed.room] === feed, feed.isIdle { feeds[feed.room] = nil }
      }
    }
  }
}
