import Synchronization

/// A member with a live socket now or within the last 30 seconds, on any node.
public struct OnlineMember: Hashable, Sendable {
  /// Since when this node has known of it.
  public let since: Timestamp
  /// The rooms that they view, the one they entered last first.
  public let rooms: [RoomID]
  /// Has a socket on another node.
  public let isElsewhere: Bool

  public init(since: Timestamp, rooms: [RoomID] = [], isElsewhere: Bool = false) {
    self.since = since
    self.rooms = rooms
    self.isElsewhere = isElsewhere
  }
}

/// The members who are online.
///
/// `Live` keeps it up to date; features read it. It stays empty in commands, which have no sockets.
public final class OnlineMembers: Sendable {
  private let members = Mutex<[UserID: OnlineMember]>([:])

  public init() {}

  public var all: [UserID: OnlineMember] { members.withLock { $0 } }

  public func isOnline(_ user: UserID) -> Bool { members.withLock { $0[user] != nil } }

  public func isElsewhere(_ user: UserID) -> Bool { members.withLock { $0[user]?.isElsewhere ?? false } }

  /// Nil for somebody who is not online any more.
  public func update(_ changed: [UserID: OnlineMember?]) {
    members.withLock { members in for (user, member) in changed { members[user] = member } }
  }
}
