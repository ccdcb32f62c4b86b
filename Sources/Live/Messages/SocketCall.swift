import Core

/// One message being answered: who asks, and the socket it came through.
public struct SocketCall: Sendable {
  public let scope: Scope
  let viewing: any Viewing

  /// Starts viewing the place on this socket: its events follow, after a catch-up from the cursor (without one, from what the place
  /// shows first). The catch-up starts when the answer is on its way, and not at all when the call throws.
  ///
  /// Call it before anything is changed: it throws `LIMIT_EXCEEDED` when the socket views as many places as it may. Viewing a place
  /// that is viewed already starts its catch-up over.
  ///
  /// - Parameter seen: Whether the others in a room are told that the member is there.
  public func view(_ place: Place, from cursor: HistoryCursor?, seen: Bool = true) throws(AppError) {
    try viewing.view(place, from: cursor, seen: seen)
  }

  /// What the member may know of the socket that asks.
  public var socket: SocketFacts { viewing.facts }

  /// The rooms that this socket views.
  public var viewedRooms: [ViewedRoom] { viewing.viewedRooms }

  /// Stops viewing on this socket; membership is not touched. Nothing happens if the place is not viewed.
  public func endViewing(_ place: PlaceID) { viewing.endViewing(place) }
}

/// The socket's side of a call.
protocol Viewing: Sendable {
  var histories: [PlaceKind: any PlaceHistory] { get }
  var facts: SocketFacts { get }
  var viewedRooms: [ViewedRoom] { get }
  func view(_ place: Place, from cursor: HistoryCursor?, seen: Bool) throws(AppError)
  func endViewing(_ place: PlaceID)
  func sender(_ scope: Scope, in place: PlaceID) -> SignalSender
  func typing(inRoomNamed name: String, by member: Member, isOn: Bool) async throws
}
