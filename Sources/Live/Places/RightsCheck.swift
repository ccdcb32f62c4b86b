import Core
import Engine

/// Compares views with the database and ends those whose right has ended, whatever became of the messages that were to tell this node.
struct RightsCheck: Sendable {
  /// Views asked about in one statement: about 20 ms of a reader.
  private static let batch = 5_000

  let histories: [PlaceKind: any PlaceHistory]
  let feeds: Feeds
  let hub: Hub
  let exchange: PresenceExchange

  private typealias Views = [Viewer: [(connection: Connection, view: ConnectionState.View)]]

  /// Asks about every view of these sockets, or only about their views of one place.
  ///
  /// A view that starts after the question goes on: its right was checked when it started.
  /// - Parameter others: Viewers to ask about although they have no socket here.
  func run(over connections: [Connection], in place: PlaceID? = nil, and others: [Viewer] = []) async throws {
    var kinds: [PlaceKind: Views] = [:]
    for connection in connections {
      for (viewed, view) in connection.views where place == nil || viewed == place {
        kinds[viewed.kind, default: [:]][Viewer(connection.user, of: viewed), default: []].append((connection, view))
      }
    }
    for viewer in others where kinds[viewer.place.kind]?[viewer] == nil { kinds[viewer.place.kind, default: [:]][viewer] = [] }
    var failure: (any Error)?
    for (kind, views) in kinds {
      guard let history = histories[kind] else { continue }
      // One kind that cannot be read must not keep the others from being checked.
      do { try await end(views, history) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Asks about every view of one place that has a feed here, by one question. Asked at each change of some places, so it looks closer only at
  /// those whose right has ended.
  func run(in feed: Feed) async throws {
    let place = feed.place.id
    let (watchers, names) = feed.watchers
    guard !watchers.isEmpty else { return }
    if let name = try await feed.history.names(of: [place])[place], !names.allSatisfy({ $0.utf8.elementsEqual(name.utf8) }) {
      endRenamed(views(of: watchers, in: place), [place: name])
    }
    for start in stride(from: 0, to: watchers.count, by: Self.batch) {
      let asked = watchers[start..<min(start + Self.batch, watchers.count)]
      let ended = try await feed.history.ended(among: asked.map { Viewer($0.user, of: place) })
      let users = Set(ended.map(\.viewer.user))
      let views = users.isEmpty ? [:] : views(of: asked.filter { users.contains($0.user) }, in: place)
      for ended in ended { end(ended, views[ended.viewer] ?? []) }
    }
  }

  /// The views that have neither ended nor started over since they were listed.
  private func views(of watchers: [FeedState.Watcher], in place: PlaceID) -> Views {
    var views: Views = [:]
    for watcher in watchers {
      guard let connection = hub[watcher.user].first(where: { $0.socket.id == watcher.socket }), let view = connection.views[place],
        view.number == watcher.view
      else { continue }
      views[Viewer(watcher.user, of: place), default: []].append((connection, view))
    }
    return views
  }

  private func end(_ views: Views, _ history: any PlaceHistory) async throws {
    let places = Array(Set(views.keys.lazy.map(\.place)))
    for start in stride(from: 0, to: places.count, by: Self.batch) {
      endRenamed(views, try await history.names(of: Array(places[start..<min(start + Self.batch, places.count)])))
    }
    let viewers = Array(views.keys)
    for start in stride(from: 0, to: viewers.count, by: Self.batch) {
      for ended in try await history.ended(among: Array(viewers[start..<min(start + Self.batch, viewers.count)])) {
        end(ended, views[ended.viewer] ?? [])
      }
    }
  }

  /// Ends views that began under a name which the place no longer has.
  private func endRenamed(_ views: Views, _ names: [PlaceID: String]) {
    if names.isEmpty { return }
    for (viewer, views) in views {
      guard let name = names[viewer.place] else { continue }
      let old = views.filter { !$0.view.name.utf8.elementsEqual(name.utf8) }
      if !old.isEmpty { end(EndedView(viewer, because: .gone), old) }
    }
  }

  private func end(_ ended: EndedView, _ views: [(connection: Connection, view: ConnectionState.View)]) {
    let (place, user) = (ended.viewer.place, ended.viewer.user)
    if let room = place.room { exchange.forget(user, in: room) }
    let closed = views.compactMap { view in
      view.connection.forgetView(of: place, number: view.view.number).map { (connection: view.connection, view: $0) }
    }
    feeds[place]?.withdrawn(user, closed.map { ($0.connection.socket.id, $0.view.number) })
    for (connection, view) in closed { connection.say(view, of: place, hasEndedBecause: ended.reason) }
  }
}
