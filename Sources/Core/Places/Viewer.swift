/// A member who views a place.
public struct Viewer: Hashable, Sendable {
  public let place: PlaceID
  public let user: UserID

  public init(_ user: UserID, of place: PlaceID) {
    self.place = place
    self.user = user
  }
}

/// Why a viewer may no longer see a place, as `place_closed` says it.
public enum ClosedReason: String, Sendable {
  /// It no longer exists.
  case gone
  /// It was made private, or the viewer lost access.
  case `private`
  /// One of the two blocked the other.
  case blocked
  /// Its feature is switched off.
  case off
}

/// A viewer whose right to see a place has ended.
public struct EndedView: Hashable, Sendable {
  public let viewer: Viewer
  public let reason: ClosedReason

  public init(_ viewer: Viewer, because reason: ClosedReason) {
    self.viewer = viewer
    self.reason = reason
  }
}
