import Core
import Synchronization

/// Calls `tell` for rooms that have changed: one room after another, each at most four times a second.
final class RoomTurns: Sendable {
  private let services: LiveServices
  private let doing: String
  private let tell: @Sendable (RoomID) async throws -> Void
  private let state = Mutex(UnreadBatch())

  /// - Parameter doing: what `tell` does, for the log when it fails.
  init(services: LiveServices, _ doing: String, _ tell: @escaping @Sendable (RoomID) async throws -> Void) {
    self.services = services
    self.doing = doing
    self.tell = tell
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
        do { try await tell(room) } catch { services.report("\(doing) \(room)", error) }
      case .wait(let duration):
        // The sleep is cut short only when the process ends; looking again at once does no harm.
        try? await services.sleep(duration)
      case .done: return
      }
    }
  }
}
