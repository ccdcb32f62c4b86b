import Synchronization

/// A change that has been committed, on its way to everybody concerned, on every node.
///
/// `data` is the JSON object clients get, encoded once. Events of a room carry the room's `sequence`, by which every node delivers
/// them in order and notices one that was lost.
public struct Event: Equatable, Sendable {
  public enum Audience: Hashable, Sendable {
    /// Everybody viewing the room, in `sequence` order.
    case room(RoomID)
    /// Every socket of one member.
    case user(UserID)
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
  /// Position in the room's history; nil where order does not matter.
  public let sequence: Int64?
  /// A JSON object, UTF-8.
  public let data: [UInt8]
  public var origin: Origin?

  public init(type: String, audience: Audience, sequence: Int64? = nil, data: [UInt8], origin: Origin? = nil) {
    self.type = type
    self.audience = audience
    self.sequence = sequence
    self.data = data
    self.origin = origin
  }
}

/// The events one call has caused. Services add after their commit; whoever made the scope takes them once the answer is on its
/// way, so that an ack always precedes its event.
public final class Outbox: Sendable {
  private let events = Mutex<[Event]>([])

  public init() {}

  public func add(_ event: Event) { events.withLock { $0.append(event) } }

  /// All events added since the last call, in order.
  public func take() -> [Event] {
    events.withLock {
      let taken = $0; $0 = []; return taken
    }
  }
}
