import Core
import Engine
import Synchronization

/// Tells the members of a conversation on this node what has changed in it for them.
final class ConversationTeller: Sendable {
  private let services: LiveServices
  private let hub: Hub
  private let state = Mutex(UnreadBatch())
  /// Grows whenever somebody stops seeing what was in a conversation: what was read before is not sent any more then.
  private let withdrawals = Mutex(0)

  init(services: LiveServices, hub: Hub) {
    self.services = services
    self.hub = hub
  }

  func changed(_ room: RoomID) {
    let now = services.now()
    if state.withLock({ $0.changed(room, now: now) }) { Task { await self.work() } }
  }

  /// What others see of the member has changed in all their conversations: their name, or whether one can write to them.
  func changed(for user: UserID) {
    guard let conversations = services.conversations else { return }
    Task {
      do {
        for room in try await conversations.conversations(of: user) { changed(room) }
      } catch {
        services.report("looking up the conversations of member \(user)", error)
      }
    }
  }

  /// A member has left a conversation or cleared it. Nothing that was read before reaches their sockets once this returns.
  func withdrawn() { withdrawals.withLock { $0 += 1 } }

  private func work() async {
    while true {
      let now = services.now()
      switch state.withLock({ $0.next(now: now) }) {
      case .tell(let room): await tell(room)
      case .wait(let duration):
        // The sleep is cut short only when the process ends; looking again at once does no harm.
        try? await services.sleep(duration)
      case .done: return
      }
    }
  }

  private func tell(_ room: RoomID) async {
    guard let conversations = services.conversations else { return }
    do {
      let before = withdrawals.withLock { $0 }
      let told = try await conversations.conversation(room, for: { [hub] in !hub[$0].isEmpty })
      let isSent = withdrawals.withLock { [hub] now in
        guard now == before else { return false }
        for (user, data) in told {
          let frame = Frame.message("conversation", data)
          for connection in hub[user] { connection.socket.send(frame) }
        }
        return true
      }
      if !isSent { changed(room) }
    } catch {
      services.report("telling of conversation \(room)", error)
    }
  }
}
