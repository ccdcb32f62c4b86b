import Core
import Engine

/// One event of a room, encoded: once for everybody, and once more for the socket that caused it.
struct RoomItem: Sendable {
  let frame: SharedBuffer
  /// The frame with the `request_id`, for one socket of this node.
  let personal: (socket: SocketID, frame: SharedBuffer)?

  init(frame: SharedBuffer, personal: (socket: SocketID, frame: SharedBuffer)? = nil) {
    self.frame = frame
    self.personal = personal
  }

  init(_ event: Event, node: String) {
    frame = Frame.message(event.type, event.data)
    if let origin = event.origin, origin.node == node, let requestID = origin.requestID {
      personal = (SocketID(rawValue: origin.socket), Frame.message(event.type, event.data, requestID: requestID))
    } else {
      personal = nil
    }
  }

  init(_ change: RoomChange) {
    frame = Frame.message(change.type, change.data)
    personal = nil
  }

  /// The frame this socket gets.
  func frame(for socket: SocketID) -> SharedBuffer {
    if let personal, personal.socket == socket { personal.frame } else { frame }
  }
}
