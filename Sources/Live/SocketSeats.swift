import Core

/// How many sockets each member has on all nodes together. Each node reports its own numbers regularly, and a report counts only for a while.
/// So when a node dies, its sockets stop counting.
public protocol SocketSeats: Sendable {
  /// Counts one more socket on this node; false if the member has as many as allowed. True if the other nodes cannot be asked.
  func take(_ user: UserID, limit: Int) async -> Bool
  /// Counts one socket fewer on this node. Does not wait.
  func give(_ user: UserID)
  /// Reports all sockets of this node. This also corrects reports that were lost.
  func tell(_ counts: [UserID: Int]) async
}
