import Core
import Engine

/// Brings one socket up to date in one room, page by page, and hands it over to the live events.
struct CatchUp: Sendable {
  let connection: Connection
  let feed: RoomFeed
  let view: ConnectionState.View
  let cursor: HistoryCursor?
  let requestID: String?
  let services: LiveServices
  let metrics: LiveMetrics

  func run() async {
    var subscription = RoomSubscription(from: cursor)
    var action = await enter() ?? subscription.begin()
    while true {
      switch action {
      case .readNewest, .read:
        do {
          action = subscription.read(try await read(action))
        } catch {
          services.report("reading the history of room \(feed.room)", error)
          action = subscription.failed()
        }
      case .write(let page):
        let frame = Frame.backfill(.page(page), room: view.name, complete: false, requestID: requestID)
        action = subscription.written(await connection.socket.write(frame))
      case .arrive(let page):
        let frame = Frame.backfill(.page(page), room: view.name, complete: true, requestID: requestID)
        action = subscription.arrived(
          await feed.arrive(connection.socket.id, view: view.number, at: page.sequence, page: frame))
      case .reset(let epoch):
        _ = await connection.socket.write(Frame.backfill(.reset(epoch: epoch), room: view.name, complete: true, requestID: requestID))
        connection.endViewing(feed.room, number: view.number)
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

  /// Asks once more whether the member belongs to the room, now that the view is registered: a membership that ends from here on
  /// ends the view. Nil when all is well.
  private func enter() async -> RoomSubscription.Action? {
    do {
      guard try await services.history.admits(connection.user, to: feed.room) else {
        connection.endViewing(feed.room, number: view.number)
        return .end
      }
      try await feed.start()
      return nil
    } catch {
      services.report("entering room \(feed.room)", error)
      return .giveUp
    }
  }

  private func read(_ action: RoomSubscription.Action) async throws -> HistoryRead {
    if case .read(let cursor) = action { return try await services.history.page(in: feed.room, after: cursor) }
    return .page(try await services.history.newest(in: feed.room))
  }
}
