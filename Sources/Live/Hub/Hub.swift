import Core
import Engine
import Synchronization

/// Every socket of this node, by member.
final class Hub: Sendable {
  private struct Sockets {
    var open: [Connection] = []
    /// Admitted handshakes that have not become sockets yet, with the time at which they expire.
    var expected: [Timestamp] = []
  }

  /// How long an admitted handshake may take to become a socket.
  static let handshakeTime = Duration.seconds(10)

  private let members = Mutex<[UserID: Sockets]>([:])

  init() {}

  /// Admits one more handshake; false if the member has as many sockets as allowed.
  func expect(_ user: UserID, limit: Int, now: Timestamp) -> Bool {
    members.withLock { members in
      var sockets = members[user] ?? Sockets()
      sockets.expected.removeAll { $0 <= now }
      guard sockets.open.count + sockets.expected.count < limit else { return false }
      sockets.expected.append(now + Self.handshakeTime)
      members[user] = sockets
      return true
    }
  }

  /// Forgets an admitted handshake that failed.
  func expectNoMore(_ user: UserID) {
    members.withLock { members in
      guard var sockets = members[user] else { return }
      _ = sockets.expected.popLast()
      members[user] = sockets.open.isEmpty && sockets.expected.isEmpty ? nil : sockets
    }
  }

  func add(_ connection: Connection) {
    members.withLock { members in
      members[connection.user, default: Sockets()].open.append(connection)
      if members[connection.user]?.expected.isEmpty == false { members[connection.user]?.expected.removeFirst() }
    }
  }

  /// False if it was not among them.
  func remove(_ connection: Connection) -> Bool {
    members.withLock { members in
      guard var sockets = members[connection.user], let index = sockets.open.firstIndex(where: { $0 === connection }) else { return false }
      sockets.open.remove(at: index)
      members[connection.user] = sockets.open.isEmpty && sockets.expected.isEmpty ? nil : sockets
      return true
    }
  }

  subscript(user: UserID) -> [Connection] { members.withLock { $0[user]?.open ?? [] } }

  var all: [Connection] { members.withLock { $0.values.flatMap(\.open) } }

  var count: Int { members.withLock { $0.values.reduce(0) { $0 + $1.open.count } } }

  /// The number of sockets of each member, admitted handshakes included.
  func seats(now: Timestamp) -> [UserID: Int] {
    members.withLock { $0.mapValues { sockets in sockets.open.count + sockets.expected.count { $0 > now } } }
  }

  /// Members with a socket besides those that view a room, given how many of each member's do.
  func members(besides viewing: [UserID: Int]) -> [UserID] {
    members.withLock { $0.compactMap { $1.open.count > viewing[$0] ?? 0 ? $0 : nil } }
  }
}
