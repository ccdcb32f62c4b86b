import JSON
import Synchronization

/// A committed change on its way to all clients it concerns, on every node.
///
/// `data` is the JSON object clients get, encoded once, and only when somebody is there to get it. Events of a place carry the place's `sequence`, by which every node delivers
/// them in order and notices one that was lost.
public struct Event: Equatable, Sendable {
  public enum Audience: Hashable, Sendable {
    /// Everybody who views the place, in `sequence` order; except for the members in `hiddenFrom`, or those in `shownTo` alone.
    case place(PlaceID)
    /// Every socket of one member.
    case user(UserID)
    /// Those who watch a place of this kind and whom its source picks (`PlaceSource.recipients`). For signals only.
    case watchers(PlaceKind)
    /// No client: the nodes themselves, such as a revoked session or an ended membership.
    case nodes
  }

  /// The socket that asked, which gets the event with its `request_id`, after its ack.
  public struct Origin: Hashable, Sendable {
    public let socket: UInt64
    public let node: String
    public let requestID: String?

    public init(socket: UInt64, node: String, requestID: String?) {
      self.socket = socket
      self.node = node
      self.requestID = requestID
    }
  }

  /// The message type clients see (`new_message`), or for `.nodes` what happened (`session_revoked`).
  public let type: String
  public let audience: Audience
  /// Position in the place's history; nil where order does not matter.
  public let sequence: Int64?
  /// A JSON object, UTF-8.
  public var data: [UInt8] { encoding.bytes }
  /// Members who may not see it; of a place only.
  public let hiddenFrom: [UserID]
  /// The only members who get it; nil for all viewers. Of a place only.
  public let shownTo: [UserID]?
  public var origin: Origin?
  /// What the event is instead of a message: it stays in this process. See `Outbox.deeds`.
  let deed: RaisedDeed?
  private let encoding: Encoding

  /// - Parameter data: Is evaluated when the event is first sent to somebody, on the thread that sends it.
  public init(
    type: String, audience: Audience, sequence: Int64? = nil, data: @escaping @autoclosure @Sendable () -> [UInt8],
    hiddenFrom: [UserID] = [], shownTo: [UserID]? = nil, origin: Origin? = nil
  ) {
    self.type = type
    self.audience = audience
    self.sequence = sequence
    self.encoding = Encoding(data)
    self.hiddenFrom = hiddenFrom
    self.shownTo = shownTo
    self.origin = origin
    deed = nil
  }

  /// A deed, for who takes note of deeds. Clients and other nodes do not hear of it.
  public init(deed: Deed, by member: UserID?, at moment: Timestamp) {
    type = "deed"
    audience = .nodes
    sequence = nil
    encoding = Encoding { [] }
    hiddenFrom = []
    shownTo = nil
    self.deed = RaisedDeed(deed, by: member, at: moment)
  }

  public static func == (one: Event, other: Event) -> Bool {
    one.type == other.type && one.audience == other.audience && one.sequence == other.sequence && one.hiddenFrom == other.hiddenFrom
      && one.shownTo == other.shownTo && one.origin == other.origin && one.deed == other.deed && one.data == other.data
  }

  /// Bytes that are made at the first use and kept. Most changes have no watcher: rendering them would cost more than writing them.
  private final class Encoding: Sendable {
    private enum State {
      case waiting(@Sendable () -> [UInt8])
      case done([UInt8])
    }

    private let state: Mutex<State>

    init(_ encode: @escaping @Sendable () -> [UInt8]) { state = Mutex(.waiting(encode)) }

    var bytes: [UInt8] {
      state.withLock { state in
        switch state {
        case .done(let bytes): return bytes
        case .waiting(let encode):
          let bytes = encode()
          state = .done(bytes)
          return bytes
        }
      }
    }
  }
}

extension Event.Audience {
  /// Everybody who views the room, in `sequence` order.
  public static func room(_ room: RoomID) -> Self { .place(.room(room)) }
}

extension Event {
  /// The type of an event that carries a changed object of a place other than a room.
  public static let changed = "changed"
  /// The type of an event that is not kept: `data` has its `name` and what belongs to it.
  public static let signal = "signal"

  /// An object of a place has changed; viewers get `changed` `{place, object}`.
  public init(changed object: PlaceObject, in place: PlaceID) {
    self.init(
      type: Self.changed, audience: .place(place), sequence: object.sequence, data: object.json, hiddenFrom: object.hiddenFrom,
      shownTo: object.shownTo)
  }

  /// Viewers of the place get `signal` `{place, name, …}` with the members that `fields` writes.
  public init(
    signal name: String, in place: PlaceID, hiddenFrom: [UserID] = [], shownTo: [UserID]? = nil,
    fields: (inout JSONWriter) -> Void = { _ in }
  ) {
    self.init(signal: name, to: .place(place), hiddenFrom: hiddenFrom, shownTo: shownTo, fields: fields)
  }

  /// The same for those watchers of places of a kind whom the source of these places picks when the signal is sent.
  public init(signal name: String, inPlacesOf kind: PlaceKind, fields: (inout JSONWriter) -> Void = { _ in }) {
    self.init(signal: name, to: .watchers(kind), hiddenFrom: [], shownTo: nil, fields: fields)
  }

  private init(
    signal name: String, to audience: Audience, hiddenFrom: [UserID], shownTo: [UserID]?, fields: (inout JSONWriter) -> Void
  ) {
    var json = JSONWriter(capacity: 128)
    json.object { json in
      json.field("name", name)
      fields(&json)
    }
    let data = json.bytes
    self.init(type: Self.signal, audience: audience, data: data, hiddenFrom: hiddenFrom, shownTo: shownTo)
  }
}

/// The events one call has caused. Services add after their commit; the maker of the scope takes them once the answer is on its
/// way, so that an ack always precedes its event.
public final class Outbox: Sendable {
  private let events = Mutex<[Event]>([])
  private let raised = Mutex<[RaisedDeed]>([])

  public init() {}

  public func add(_ event: Event) {
    if let deed = event.deed { raised.withLock { $0.append(deed) } } else { events.withLock { $0.append(event) } }
  }

  /// All deeds added since the last call, in order.
  public func deeds() -> [RaisedDeed] {
    raised.withLock {
      let taken = $0; $0 = []; return taken
    }
  }

  /// All events added since the last call, in order.
  public func take() -> [Event] {
    events.withLock {
      let taken = $0; $0 = []; return taken
    }
  }
}
