/// A member who views something that is shown live.
public struct Viewer<Place: Hashable & Sendable>: Hashable, Sendable {
  public let place: Place
  public let user: UserID

  public init(_ user: UserID, of place: Place) {
    self.place = place
    self.user = user
  }
}

/// Answers from the database who may still view something. Rooms have one; every other kind of place that is shown live needs one too.
///
/// A view ends in two ways: a message between nodes, which may be lost, and this question, which `Live` asks every few seconds for all
/// views. So whatever takes a right away has to be stored, and this has to look at it.
public protocol ViewingRights<Place>: Sendable {
  associatedtype Place: Hashable & Sendable

  /// Those of the viewers who may not see the place now: their membership is over, or there is no such place. One statement, however
  /// many there are.
  func withdrawn(among viewers: [Viewer<Place>]) async throws -> [Viewer<Place>]
}
