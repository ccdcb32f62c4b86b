import Core

/// How many sockets each member has on all nodes together. Each node says what it has, again and again; what a node has said is
/// believed for a while, so one that dies frees its members' places.
public protocol SocketSeats: Sendable {
  /// Counts one more on this node, unless the member has as many as they may. True as well when the others cannot be asked.
  func take(_ user: UserID, limit: Int) async -> Bool
  /// One fewer on this node; does not wait.
  func give(_ user: UserID)
  /// What this node has, all of it: makes good whatever was lost on the way.
  func tell(_ counts: [UserID: Int]) async
}
