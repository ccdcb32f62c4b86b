/// Who may watch the places of one kind. A feature declares one for each kind that it brings.
///
/// What the places show comes from `PlaceObjects`, of the same feature or of others.
public protocol PlaceSource: Sendable {
  var kind: PlaceKind { get }

  /// The place that a client calls `kind:name`; `name` is empty when the client says `kind` alone. The answer has the one spelling of the
  /// name. Nil if the place does not exist or the member may not watch it: clients cannot tell which.
  func find(_ name: String, for member: Member) async throws -> Place?

  /// Those of the viewers who may not see their place now, with the reason. One statement, however many there are. Asked every few
  /// seconds for all viewers, and at once after an event of `placeChanged`.
  func ended(among viewers: [Viewer]) async throws -> [EndedView]
}

/// Reads the objects of one type, in places of one kind. A repository implements it.
public protocol PlaceObjects: Sendable {
  var kind: PlaceKind { get }

  /// What the place's page shows first, in any order. No tombstones.
  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject]

  /// The objects whose sequence is greater, tombstones included, by sequence, at most `limit`.
  ///
  /// - Parameter viewer: Who gets them: what they may not see is left out by the query. Nil: everything, with `hiddenFrom` filled in.
  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject]
}
