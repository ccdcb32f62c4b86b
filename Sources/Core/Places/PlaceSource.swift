/// Who may watch the places of one kind. A feature declares one for each kind that it brings.
///
/// What the places show comes from `PlaceObjects`, of the same feature or of others.
public protocol PlaceSource: Sendable {
  var kind: PlaceKind { get }

  /// The place that a client calls `kind:name`; `name` is empty when the client says `kind` alone. The answer has the one spelling of the
  /// name. Nil if the place does not exist or the member may not watch it: clients cannot tell which.
  func find(_ name: String, for member: Member) async throws -> Place?

  /// The permission that viewing takes. Who loses it loses their views, without a question to the source.
  var permission: Permission? { get }

  /// Those of the viewers who may not see their place now, with the reason. One statement, however many there are. Asked every few
  /// seconds for all viewers, and at once after an event of `placeChanged`.
  func ended(among viewers: [Viewer]) async throws -> [EndedView]

  /// Whether `ended` is asked before each change is sent, so that no viewer gets a change from after their right ended. It costs one question
  /// for all viewers and for all changes that are waiting. False unless a source says so: then rights end a moment after they were taken.
  var checksEachChange: Bool { get }

  /// Which of the places get a signal that was published for all places of this kind (`Event(signal:inPlacesOf:)`). One statement, however
  /// many there are. Asked when the signal is sent, so that it decides by what holds then.
  ///
  /// - Parameter signal: The signal, UTF-8 JSON: `{name, …}`.
  func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID]

  /// How far the place goes for those who do not get all of its objects: the highest sequence among those that the viewer gets. Nil: as far
  /// as it goes.
  func shown(of place: PlaceID, to viewer: UserID, at snapshot: Snapshot) async throws -> Int64?

  /// The signals that its watchers, and those who could be, may send.
  var signals: [PlaceSignal] { get }

  /// A socket has caught up with the place and gets everything from here on. For a source that tells newcomers by a signal what there is. Must
  /// not wait.
  func viewBegan(of place: PlaceID)

  /// A socket no longer watches the place. Must not wait.
  ///
  /// - Parameter socket: As `SignalSender` names it.
  func viewEnded(of place: PlaceID, on socket: String)

  /// The places whose name or visibility depends on the member: their views are compared with the database when the member changes.
  func places(of member: UserID) -> [PlaceID]

  /// How the places' names are spelt now. A view under another name ends: the place is gone under that name. One statement, asked as often as
  /// `ended`. Sources whose names never change give none.
  func names(of places: [PlaceID]) async throws -> [PlaceID: String]
}

extension PlaceSource {
  public var permission: Permission? { nil }
  public var checksEachChange: Bool { false }
  public func shown(of place: PlaceID, to viewer: UserID, at snapshot: Snapshot) async throws -> Int64? { nil }
  public var signals: [PlaceSignal] { [] }
  public func viewBegan(of place: PlaceID) {}
  public func viewEnded(of place: PlaceID, on socket: String) {}
  public func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID] { [] }
  public func places(of member: UserID) -> [PlaceID] { [] }
  public func names(of places: [PlaceID]) async throws -> [PlaceID: String] { [:] }
}

/// Reads the objects of one type, in places of one kind. A repository implements it.
public protocol PlaceObjects: Sendable {
  var kind: PlaceKind { get }

  /// What the place's page shows first, in any order. No tombstones.
  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject]

  /// The objects whose sequence is greater, tombstones included, by sequence, at most `limit`.
  ///
  /// - Parameter viewer: Who gets them: what they may not see is left out by the query. Nil: everything, with `hiddenFrom` and `shownTo` filled in.
  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject]
}
