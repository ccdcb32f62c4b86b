import Core
import Engine

/// Tells members what they have not read in rooms they are not looking at, when it changes.
final class UnreadTeller: Sendable {
  /// Members asked about in one query.
  static let batch = 500

  private let turns: RoomTurns

  init(services: LiveServices, hub: Hub, feeds: Feeds) {
    turns = RoomTurns(services: services, "counting what is unread in room") { room in
      let users = hub.members(besides: feeds[room]?.viewing ?? [:])
      for start in stride(from: 0, to: users.count, by: Self.batch) {
        let some = Array(users[start..<min(start + Self.batch, users.count)])
        for (user, unread) in try await services.unread.unread(in: room, for: some)
        where !services.site.gate.off.contains(FeatureSwitch(ofRoomNamed: unread.room)) {
          let frame = Frame.unread(unread)
          for connection in hub[user] where !connection.isViewing(room) { connection.socket.send(frame) }
        }
      }
    }
  }

  func changed(_ room: RoomID) { turns.changed(room) }
}
