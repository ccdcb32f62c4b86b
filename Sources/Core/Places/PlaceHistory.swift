/// How far a client has come in a place's history: its copy reflects everything up to `sequence` of that `epoch`.
public struct HistoryCursor: Hashable, Sendable {
  public let epoch: String
  public let sequence: Int64

  public init(epoch: String, sequence: Int64) {
    self.epoch = epoch
    self.sequence = sequence
  }
}

/// One page of a place's history, as `backfill` or `changes` carries it.
public struct HistoryPage: Equatable, Sendable {
  /// Most objects on a page.
  public static let mostObjects = 200
  /// Most bytes of objects on a page that catches up: 256 KiB less its envelope. One object always fits.
  public static let mostBytes = 256 * 1_024 - 1_024

  public let epoch: String
  /// A JSON array of objects, UTF-8.
  public let objects: [UInt8]
  /// Everything up to here is reflected once this page and those before it are folded.
  public let sequence: Int64
  /// The same as the place counts: greater where the newest objects are not for this viewer.
  public let position: Int64
  /// Whether nothing beyond `sequence` had been committed when the page was read.
  public let isComplete: Bool
  /// For rooms: whether messages exist with a smaller id than the page's smallest.
  public let hasOlder: Bool

  public init(epoch: String, objects: [UInt8], sequence: Int64, position: Int64? = nil, isComplete: Bool, hasOlder: Bool = false) {
    self.epoch = epoch
    self.objects = objects
    self.sequence = sequence
    self.position = position ?? sequence
    self.isComplete = isComplete
    self.hasOlder = hasOlder
  }
}

/// What reading from a cursor gives.
public enum HistoryRead: Equatable, Sendable {
  case page(HistoryPage)
  /// The cursor cannot be continued: of another epoch, ahead of the place, or older than the oldest tombstone. The client drops its copy.
  case reset(epoch: String)
}

/// One change of a place, for nodes that missed its event: the object in its present state.
public struct PlaceChange: Equatable, Sendable {
  /// The event type that tells of it: `changed`; for rooms `message_deleted`, `message_edited` or `new_message`.
  public let type: String
  public let sequence: Int64
  /// The object, UTF-8 JSON.
  public let data: [UInt8]
  /// Members who may not see it.
  public let hiddenFrom: [UserID]
  /// The only members who may; nil for all viewers.
  public let shownTo: [UserID]?

  public init(type: String, sequence: Int64, data: [UInt8], hiddenFrom: [UserID] = [], shownTo: [UserID]? = nil) {
    self.type = type
    self.sequence = sequence
    self.data = data
    self.hiddenFrom = hiddenFrom
    self.shownTo = shownTo
  }
}

/// Where a place stands, and in which history.
public struct PlaceHead: Hashable, Sendable {
  public let epoch: String
  public let sequence: Int64

  public init(epoch: String, sequence: Int64) {
    self.epoch = epoch
    self.sequence = sequence
  }
}

/// Reads places of one kind, as `Live` needs it: who may view, catching up, and healing lost events.
///
/// Each answer is one consistent read of what is committed.
public protocol PlaceHistory: Sendable {
  var kind: PlaceKind { get }

  /// What these places are switched off with; nil for those that are always on, and for rooms, whose names tell.
  var feature: FeatureSwitch? { get }

  /// The place that a client calls `kind:name` (`name` is empty for `kind` alone), with its one spelling. Nil if the place does not exist
  /// or the member may not view it.
  func find(_ name: String, for member: Member) async throws -> Place?

  /// Where the place stands now.
  func head(of place: PlaceID) async throws -> PlaceHead

  /// The same for a viewer, who may not get its newest objects.
  func head(of place: PlaceID, for viewer: UserID) async throws -> PlaceHead

  /// What the viewer gets without a cursor: one page or more, of which the last is complete. `NOT_FOUND` if the place does not exist.
  func newest(in place: PlaceID, for viewer: UserID) async throws -> [HistoryPage]

  /// The objects that the viewer may see and whose sequence is beyond the cursor, in sequence order: as many as fit a page.
  func page(in place: PlaceID, after cursor: HistoryCursor, for viewer: UserID) async throws -> HistoryRead

  /// The last sequence of each of the places that exist.
  func lastSequences(of places: [PlaceID]) async throws -> [PlaceID: Int64]

  /// The objects changed after `sequence`, in sequence order, at most `limit`, including those that some members may not see.
  func changes(in place: PlaceID, after sequence: Int64, limit: Int) async throws -> [PlaceChange]

  /// Those of the viewers who may not see their place now. One statement, however many there are.
  ///
  /// A view ends in two ways: a message between nodes, which can be lost, and this question, which `Live` asks for all views every few
  /// seconds. So whatever takes a right away must be stored, and this must look at it.
  func ended(among viewers: [Viewer]) async throws -> [EndedView]

  /// Whether the member may view the place now. Asked after a socket has been registered for its events, so that a right that ends
  /// meanwhile is noticed either way.
  func admits(_ user: UserID, to place: PlaceID) async throws -> Bool

  /// Whether those who view the place are told that the member is typing there. Only rooms are asked.
  func admitsTyping(of member: Member, in place: Place) async throws -> Bool

  /// As in `PlaceSource`.
  var permission: Permission? { get }
  var checksEachChange: Bool { get }
  var signals: [PlaceSignal] { get }
  func viewBegan(of place: PlaceID)
  func viewEnded(of place: PlaceID, on socket: String)
  func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID]
  func places(of member: UserID) -> [PlaceID]
  func names(of places: [PlaceID]) async throws -> [PlaceID: String]
}

extension PlaceHistory {
  public var feature: FeatureSwitch? { nil }
  public func head(of place: PlaceID, for viewer: UserID) async throws -> PlaceHead { try await head(of: place) }
  public var permission: Permission? { nil }
  public var checksEachChange: Bool { false }
  public var signals: [PlaceSignal] { [] }
  public func viewBegan(of place: PlaceID) {}
  public func viewEnded(of place: PlaceID, on socket: String) {}
  public func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID] { [] }
  public func places(of member: UserID) -> [PlaceID] { [] }
  public func names(of places: [PlaceID]) async throws -> [PlaceID: String] { [:] }

  public func admitsTyping(of member: Member, in place: Place) async throws -> Bool {
    try await admits(member.id, to: place.id)
  }

  /// Rooms are joined by messages of their own; places of other kinds have to answer.
  public func find(_ name: String, for member: Member) async throws -> Place? { nil }

  public func admits(_ user: UserID, to place: PlaceID) async throws -> Bool {
    try await ended(among: [Viewer(user, of: place)]).isEmpty
  }
}
