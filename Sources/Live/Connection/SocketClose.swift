/// Why the server ends a socket.
enum SocketClose: Equatable, Sendable {
  case maintenance, binary, badEnvelopes, internalError, sessionEnded, banned, flooding

  var code: UInt16 {
    switch self {
    case .maintenance: 1001
    case .binary: 1003
    case .badEnvelopes: 1008
    case .internalError: 1011
    case .sessionEnded: 4401
    case .banned: 4403
    case .flooding: 4429
    }
  }

  var reason: String {
    switch self {
    case .maintenance: "maintenance"
    case .binary: "binary"
    case .badEnvelopes: "bad_envelopes"
    case .internalError: "try_again"
    case .sessionEnded: "session_ended"
    case .banned: "banned"
    case .flooding: "flooding"
    }
  }
}
