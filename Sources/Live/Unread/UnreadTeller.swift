import Core
import Engine
import Synchronization

/// Tells members what they have not read in rooms they are not looking at, when it changes.
final class UnreadTeller: Sendable {
  /// Members asked about in one query.
  static let batch = 500

  private let services: LiveServices
  private let hub: Hub
  private let feeds: Feeds
  private let state = Mutex(UnreadBatch())

  init(services: LiveServices, hub: Hub, feeds: Feeds) {
    self.services = services
    self.hub = hub
    self.feeds = feeds
  }

  func changed(_ room: RoomID) {
    let now = services.now()
    if state.withLock({ $0.changed(room, now: now) }) { Task { await self.work() } }
  }

  private func work() async {
    while true {
      let now = services.now()
      switch state.withLock({ $0.next(now: now) }) {
      case .tell(let room):
        do { try await tell(room) } catch { services.report("counting what is unread in room \(room)", error) }
      case .wait(let duration):
        // The sleep is cut short only when the process ends; looking again at once does no harm.
        try? await services.sleep(duration)
      case .done: return
      }
    }
  }

  private func tell(_ room: RoomID) async throws {
    let users = hub.members(besides: feeds[room]?.viewing ?? [:])
    for start in stride(from: 0, to: users.count, by: Self.batch) {
      let some = Array(users[start..<min(start + Self.batch, users.count)])
      for (user, unread) in try await services.unread.unread(in: room, for: some) {
        let frame = Frame.unread(unread)
        for connection in hub[user] where !connection.isViewing(room) { connection.socket.send(frame) }
      }
    }
  }
}
