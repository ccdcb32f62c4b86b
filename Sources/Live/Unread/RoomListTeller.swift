import Core
import Engine

/// Tells members on this node that their list of rooms has changed, so that open pages show it without a reload.
final class RoomListTeller: Sendable {
  private let services: LiveServices
  private let hub: Hub

  init(services: LiveServices, hub: Hub) {
    self.services = services
    self.hub = hub
  }

  /// Sends `rooms` to the member's sockets, except those that view `room`.
  func tell(_ user: UserID, except room: RoomID?) async {
    guard let roomList = services.roomList, !services.site.gate.off.contains(.rooms) else { return }
    do {
      let frame = Frame.message("rooms", try await roomList(user))
      for connection in hub[user] where room.map({ !connection.isViewing($0) }) ?? true { connection.socket.send(frame) }
    } catch {
      services.report("listing the rooms of member \(user)", error)
    }
  }

  /// Tells the members of a removed room who were not viewing it.
  func tellRemoval(of room: RoomID, _ frame: SharedBuffer, except told: Set<SocketID>) async {
    let users = hub.members(besides: [:])
    for start in stride(from: 0, to: users.count, by: UnreadTeller.batch) {
      do {
        let some = Array(users[start..<min(start + UnreadTeller.batch, users.count)])
        for user in try await services.unread.unread(in: room, for: some).keys {
          for connection in hub[user] where !told.contains(connection.socket.id) { connection.socket.send(frame) }
        }
      } catch {
        services.report("telling that room \(room) was removed", error)
      }
    }
  }
}
