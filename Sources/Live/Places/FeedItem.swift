import Core
import Engine

/// One event of a place or for one member, encoded: once for all, and once more for the socket that caused it.
struct FeedItem: Sendable {
  let frame: SharedBuffer
  /// The frame with the `request_id`, for one socket of this node.
  let personal: (socket: SocketID, frame: SharedBuffer)?
  /// Members who may not see it; usually none.
  let hiddenFrom: [UserID]
  /// The only members who may; nil for all viewers.
  let shownTo: [UserID]?

  init(
    frame: SharedBuffer, personal: (socket: SocketID, frame: SharedBuffer)? = nil, hiddenFrom: [UserID] = [], shownTo: [UserID]? = nil
  ) {
    self.frame = frame
    self.personal = personal
    self.hiddenFrom = hiddenFrom
    self.shownTo = shownTo
  }

  /// An event as clients get it: viewers of the place, or without one the member's sockets.
  init(_ event: Event, in place: Place? = nil, node: String) {
    frame = Frame.event(event.type, event.data, in: place)
    hiddenFrom = event.hiddenFrom
    shownTo = event.shownTo
    if let origin = event.origin, origin.node == node, let requestID = origin.requestID {
      personal = (SocketID(rawValue: origin.socket), Frame.event(event.type, event.data, in: place, requestID: requestID))
    } else {
      personal = nil
    }
  }

  init(_ change: PlaceChange, in place: Place) {
    frame = Frame.event(change.type, change.data, in: place)
    personal = nil
    hiddenFrom = change.hiddenFrom
    shownTo = change.shownTo
  }

  func isShown(to user: UserID) -> Bool { !hiddenFrom.contains(user) && shownTo?.contains(user) != false }

  /// The frame this socket gets.
  func frame(for socket: SocketID) -> SharedBuffer {
    if let personal, personal.socket == socket { personal.frame } else { frame }
  }
}
