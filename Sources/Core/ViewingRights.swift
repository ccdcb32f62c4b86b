/// A member who views something that is shown live.
public struct Viewer<Place: Hashable & Sendable>: Hashable, Sendable {
  public let place: Place
  public let user: UserID

  public init(_ user: UserID, of place: Place) {
    self.place = place
    self.user = user
  }
}

/// Says from the database who may go on viewing something. Rooms have one; so has every kind of place that is shown live.
///
/// A view ends in two ways: by what a node is told, which may be lost, and by this look, which `Live` takes every few seconds at
/// everything that is viewed. What takes a right away therefore has to be in the database, and in here.
public protocol ViewingRights<Place>: Sendable {
  associatedtype Place: Hashable & Sendable

  /// Those of the viewers who may not see the place now: their membership is over, or there is no such place. One statement, however
  /// many there are.
  func withdrawn(among viewers: [Viewer<Place>]) async throws -> [Viewer<Place>]
}
