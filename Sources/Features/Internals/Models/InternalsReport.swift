import Chat
import Core

/// Everything `/internals` shows without a script.
struct InternalsReport: Sendable {
  let node: String
  let version: String
  let startedAt: Timestamp
  let mode: SiteMode
  let now: Timestamp
  let sockets: [SocketFacts]
  /// The one opened last first.
  let rooms: [RoomPosition]
}

/// What a socket learns of itself.
struct Inspection: Sendable {
  struct Room: Sendable {
    let viewed: ViewedRoom
    let epoch: String
    /// The room's last change.
    let seq: Int64
  }

  let socket: SocketFacts
  let rooms: [Room]
}
