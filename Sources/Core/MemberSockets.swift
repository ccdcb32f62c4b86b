import Synchronization

/// What a member may know of one of their sockets.
public struct SocketFacts: Equatable, Sendable {
  /// Unique among all nodes.
  public let id: String
  public let node: String
  public let since: Timestamp
  /// Messages from the client.
  public let received: Int
  /// Messages to the client that were handed to the system.
  public let sent: Int
  /// Live messages that wait in the server for a slow client.
  public let waitingBytes: Int
  /// Names of the rooms and conversations it views.
  public let rooms: [String]

  public init(id: String, node: String, since: Timestamp, received: Int, sent: Int, waitingBytes: Int, rooms: [String]) {
    (self.id, self.node, self.since, self.received, self.sent) = (id, node, since, received, sent)
    (self.waitingBytes, self.rooms) = (waitingBytes, rooms)
  }
}

/// A room that a socket views.
public struct ViewedRoom: Equatable, Sendable {
  public let room: RoomID
  public let name: String
  /// The room's changes up to this one were sent. 0 while the socket catches up.
  public let delivered: Int64

  public init(room: RoomID, name: String, delivered: Int64) { (self.room, self.name, self.delivered) = (room, name, delivered) }
}

/// Knows each member's sockets on all nodes. Empty in commands.
public final class MemberSockets: Sendable {
  public typealias Source = @Sendable (UserID) async -> [SocketFacts]

  private let source = Mutex<Source?>(nil)

  public init() {}

  /// Called once, by the server.
  public func come(from source: @escaping Source) { self.source.withLock { $0 = source } }

  /// The oldest first.
  public func all(of user: UserID) async -> [SocketFacts] {
    guard let source = source.withLock({ $0 }) else { return [] }
    return await source(user).sorted { ($0.since, $0.id) < ($1.since, $1.id) }
  }
}
