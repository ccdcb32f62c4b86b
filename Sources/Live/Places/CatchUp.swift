import Core
import Engine

/// Brings one socket up to date in one place, page by page, and hands it over to the live events.
struct CatchUp: Sendable {
  let connection: Connection
  let feed: Feed
  let view: ConnectionState.View
  let cursor: HistoryCursor?
  let requestID: String?
  let services: LiveServices
  let metrics: LiveMetrics

  private var place: Place { feed.place }

  func run() async {
    var subscription = Subscription(from: cursor)
    var action = await enter() ?? subscription.begin()
    while true {
      switch action {
      case .readNewest:
        do {
          let pages = try await feed.history.newest(in: place.id, for: connection.user)
          guard try await mayStillView() else { action = .end; continue }
          action = await write(pages.dropLast()) ? subscription.read(.page(pages[pages.count - 1])) : .end
        } catch {
          action = failed(error, &subscription)
        }
      case .read(let cursor):
        do {
          let page = try await feed.history.page(in: place.id, after: cursor, for: connection.user)
          guard try await mayStillView() else { action = .end; continue }
          action = subscription.read(page)
        } catch {
          action = failed(error, &subscription)
        }
      case .write(let page):
        action = subscription.written(await write([page]))
      case .arrive(let page):
        let arrival = await feed.arrive(
          connection.socket.id, view: view.number, at: page.position, page: frame(.page(page), complete: true))
        if arrival == .settled { feed.history.viewBegan(of: place.id) }
        action = subscription.arrived(arrival)
      case .reset(let epoch):
        _ = await connection.write(frame(.reset(epoch: epoch), complete: true), asPartOf: place.id, number: view.number)
        connection.endViewing(place.id, number: view.number)
        action = .end
      case .wait(let duration):
        do { try await services.sleep(duration) } catch { action = .end; continue }
        action = subscription.retry()
      case .giveUp:
        connection.end(.internalError)
        action = .end
      case .end:
        if let resume = subscription.resume { metrics.resumed(resume) }
        return
      }
    }
  }

  /// Asks once more whether the member may view the place, now that the view is registered: a right that ends from here on ends the view.
  /// Nil when all is well.
  private func enter() async -> Subscription.Action? {
    do {
      guard try await isAdmitted() else { return .end }
      try await feed.start()
      return nil
    } catch {
      services.report("entering \(place.id)", error)
      return .giveUp
    }
  }

  /// Whether the page that was just read may be sent: a right that ended after the view began must not show what came later.
  private func mayStillView() async throws -> Bool { feed.history.checksEachChange ? try await isAdmitted() : true }

  /// Ends the view of a member who may not view the place.
  private func isAdmitted() async throws -> Bool {
    if try await feed.history.admits(connection.user, to: place.id) { return true }
    let viewer = Viewer(connection.user, of: place.id)
    let reason = try await feed.history.ended(among: [viewer]).first?.reason ?? .gone
    connection.endViewing(place.id, number: view.number, because: reason)
    return false
  }

  private func write(_ pages: some Sequence<HistoryPage>) async -> Bool {
    for page in pages {
      let frame = frame(.page(page), complete: false)
      guard await connection.write(frame, asPartOf: place.id, number: view.number) else { return false }
    }
    return true
  }

  private func frame(_ read: HistoryRead, complete: Bool) -> SharedBuffer {
    Frame.page(read, of: place.id.kind, named: place.name, complete: complete, requestID: requestID)
  }

  private func failed(_ error: any Error, _ subscription: inout Subscription) -> Subscription.Action {
    services.report("reading the history of \(place.id)", error)
    return subscription.failed()
  }
}
