import Core

/// One message being answered: who asks, and the socket it came through.
public struct SocketCall: Sendable {
  public let scope: Scope
  let viewing: any Viewing

  /// Begins viewing the room on this socket: its events, presence and typing, after a catch-up from the cursor (from the newest
  /// 50 messages without one). The catch-up starts when the answer is on its way, and not at all when the call throws.
  ///
  /// Call it before anything is changed: it throws `LIMIT_EXCEEDED` when the socket views as many rooms as it may. Viewing a room
  /// that is being viewed starts its catch-up anew.
  public func view(_ room: RoomID, named name: String, from cursor: HistoryCursor?) throws(AppError) {
    try viewing.view(room, named: name, from: cursor)
  }

  /// Ends viewing on this socket; membership is not touched. Nothing happens when the room is not viewed.
  public func endViewing(_ room: RoomID) { viewing.endViewing(room) }
}

/// The socket's side of a call.
protocol Viewing: Sendable {
  func view(_ room: RoomID, named name: String, from cursor: HistoryCursor?) throws(AppError)
  func endViewing(_ room: RoomID)
  func typing(inRoomNamed name: String, by member: Member, isOn: Bool) async throws
}
