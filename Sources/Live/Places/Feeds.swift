import Core
import Engine
import Synchronization

/// The places that have viewers on this node.
final class Feeds: Sendable {
  private let services: LiveServices
  private let broadcaster: any Broadcaster
  private let exchange: PresenceExchange
  private let hub: Hub
  private let state = Mutex(State())

  private struct State {
    var feeds: [PlaceID: Feed] = [:]
    var lastTopic: UInt64 = 0
  }

  init(services: LiveServices, broadcaster: any Broadcaster, exchange: PresenceExchange, hub: Hub) {
    self.services = services
    self.hub = hub
    self.exchange = exchange
    self.broadcaster = broadcaster
  }

  /// Nil if the place has no viewers here: its events concern no client of this node.
  subscript(place: PlaceID) -> Feed? { state.withLock { $0.feeds[place] } }
  subscript(room: RoomID) -> Feed? { self[.room(room)] }

  /// Compares views of these places with the database.
  var rights: RightsCheck { RightsCheck(histories: services.histories, feeds: self, hub: hub, exchange: exchange) }

  var all: [Feed] { state.withLock { Array($0.feeds.values) } }

  /// Registers a viewer, before anything of the place is read for them.
  func register(
    _ socket: Socket, user: UserID, json: [UInt8], in place: Place, _ history: any PlaceHistory, view: Int, isSeen: Bool = true
  ) -> Feed {
    // Both under the one lock, so that the feed is not let go in between.
    state.withLock { state in
      let feed = state.feeds[place.id] ?? make(place, history, &state)
      feed.register(socket, user: user, json: json, view: view, under: place.name, isSeen: isSeen)
      return feed
    }
  }

  private func make(_ place: Place, _ history: any PlaceHistory, _ state: inout State) -> Feed {
    state.lastTopic += 1
    let feed = Feed(
      place, topic: Topic(rawValue: state.lastTopic), history: history, broadcaster: broadcaster, services: services, exchange: exchange,
      check: { [weak self] feed in try await self?.rights.run(in: feed) }, idle: letGo)
    state.feeds[place.id] = feed
    return feed
  }

  private var letGo: @Sendable (Feed) -> Void {
    { [weak self] feed in
      self?.state.withLock { state in
        if state.feeds[feed.place.id] === feed, feed.isIdle { state.feeds[feed.place.id] = nil }
      }
    }
  }
}
