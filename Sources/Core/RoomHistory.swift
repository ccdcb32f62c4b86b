/// How far a client has come in a room's history: everything up to `sequence` of that `epoch` is in its copy.
public struct HistoryCursor: Hashable, Sendable {
  public let epoch: String
  public let sequence: Int64

  public init(epoch: String, sequence: Int64) {
    self.epoch = epoch
    self.sequence = sequence
  }
}

/// One page of a room's history, as `backfill` carries it.
public struct HistoryPage: Equatable, Sendable {
  public let epoch: String
  /// A JSON array of `message` objects, UTF-8, at most 200 of them and 256 KiB.
  public let messages: [UInt8]
  /// Everything up to here is reflected once this page and those before it are folded.
  public let sequence: Int64
  /// Whether nothing beyond `sequence` had been committed when the page was read.
  public let isComplete: Bool
  /// Whether messages exist with a smaller id than the page's smallest.
  public let hasOlder: Bool

  public init(epoch: String, messages: [UInt8], sequence: Int64, isComplete: Bool, hasOlder: Bool) {
    self.epoch = epoch
    self.messages = messages
    self.sequence = sequence
    self.isComplete = isComplete
    self.hasOlder = hasOlder
  }
}

/// What reading from a cursor gives.
public enum HistoryRead: Equatable, Sendable {
  case page(HistoryPage)
  /// The cursor is of another epoch or ahead of the room: the client drops its copy.
  case reset(epoch: String)
}

/// One change of a room, for nodes that missed its event: the message in its present state.
public struct RoomChange: Equatable, Sendable {
  /// The event type that tells of it (`message_deleted` for a tombstone, `message_edited`, else `new_message`).
  public let type: String
  public let sequence: Int64
  /// The `message` object, UTF-8 JSON.
  public let data: [UInt8]

  public init(type: String, sequence: Int64, data: [UInt8]) {
    self.type = type
    self.sequence = sequence
    self.data = data
  }
}

/// Reads rooms as `Live` needs it for catching up and for healing lost events; chat implements it on its tables.
///
/// Each call is one consistent read of what is committed. Who asks has been checked; nothing here is filtered by person.
public protocol RoomHistory: ViewingRights where Place == RoomID {
  /// The newest 50 messages in id order, with the room's present sequence; `NOT_FOUND` when there is no such room.
  func newest(in room: RoomID) async throws -> HistoryPage

  /// The messages whose sequence is beyond the cursor, in sequence order: as many as fit a page.
  func page(in room: RoomID, after cursor: HistoryCursor) async throws -> HistoryRead

  /// The last sequence of each of the rooms that exist.
  func lastSequences(of rooms: [RoomID]) async throws -> [RoomID: Int64]

  /// The messages changed after `sequence`, in sequence order, at most `limit`.
  func changes(in room: RoomID, after sequence: Int64, limit: Int) async throws -> [RoomChange]

  /// Whether the member belongs to the room now. Asked after a socket has been registered for its events, so that a membership
  /// that ends meanwhile is noticed one way or the other.
  func admits(_ user: UserID, to room: RoomID) async throws -> Bool
}
