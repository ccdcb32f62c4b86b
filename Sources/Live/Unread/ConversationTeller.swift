import Core
import Engine
import Synchronization

/// Tells the members of a conversation on this node what has changed in it for them.
final class ConversationTeller: Sendable {
  private let services: LiveServices
  private let turns: RoomTurns
  /// Grows whenever somebody stops seeing what was in a conversation: what was read before is not sent any more then.
  private let withdrawals: Withdrawals

  private final class Withdrawals: Sendable { let count = Mutex(0) }

  init(services: LiveServices, hub: Hub) {
    let withdrawals = Withdrawals()
    self.services = services
    self.withdrawals = withdrawals
    turns = RoomTurns(services: services, "telling of conversation") { room in
      try await Self.tell(room, services, hub, withdrawals)
    }
  }

  func changed(_ room: RoomID) { turns.changed(room) }

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
  func withdrawn() { withdrawals.count.withLock { $0 += 1 } }

  private static func tell(_ room: RoomID, _ services: LiveServices, _ hub: Hub, _ withdrawals: Withdrawals) async throws {
    guard let conversations = services.conversations, !services.site.gate.off.contains(.messages) else { return }
    while true {
      let before = withdrawals.count.withLock { $0 }
      let told = try await conversations.conversation(room, for: { !hub[$0].isEmpty })
      let isSent = withdrawals.count.withLock { now in
        guard now == before else { return false }
        for (user, data) in told {
          let frame = Frame.message("conversation", data)
          for connection in hub[user] { connection.socket.send(frame) }
        }
        return true
      }
      if isSent { return }
    }
  }
}
