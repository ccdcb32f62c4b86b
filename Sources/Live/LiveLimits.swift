import Core

extension Limit {
  /// Messages beyond it are dropped without an answer.
  static let typing = Limit("typing", .minute(30), meaning: "`typing` messages per member")
  static let socketMessages = Limit("socket_messages", .minute(300), meaning: "Messages of any kind per socket")
  /// Counts the messages of all the member's sockets on all nodes.
  static let memberMessages = Limit("member_messages", .minute(600), meaning: "Messages of any kind per member")
  static let refusedMessages = Limit(
    "refused_messages", .minute(100), meaning: "Refused messages per socket, which is then closed as flooding")
}

extension Maximum {
  /// A handshake beyond it is refused with 429.
  static let socketsPerUser = Maximum("sockets_per_user", 10, meaning: "Simultaneous sockets of one member")
  /// A view beyond it is refused with `LIMIT_EXCEEDED`.
  static let roomsPerSocket = Maximum("rooms_per_socket", 50, in: 1...10_000, meaning: "Rooms one socket may view")
}

/// The limits of sockets.
public enum LiveLimits {
  public static let all: [any AnySetting] = [
    Maximum.socketsPerUser, Maximum.roomsPerSocket, Limit.socketMessages, Limit.memberMessages, Limit.refusedMessages, Limit.typing,
  ]
}
