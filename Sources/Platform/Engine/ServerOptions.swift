/// How a server listens, and its limits. The defaults suit a public server.
public struct ServerOptions: Sendable {
  /// Where to listen.
  public enum Address: Sendable, Hashable {
    /// An IPv4 or IPv6 address (or `localhost`) and a port; port 0 picks a free one.
    case tcp(host: String, port: UInt16)
    /// A Unix socket at this path; a stale socket file is replaced, mode 0660.
    case unix(path: String)
  }

  /// One or more addresses.
  public var addresses: [Address] = [.tcp(host: "127.0.0.1", port: 7860)]
  /// Loop threads; 0 means one per processor.
  public var loops = 0
  /// The longest time from the first byte of a request (or from accepting the connection) to the end of its head.
  public var headerTimeout: Duration = .seconds(10)
  /// The longest time between requests on a kept connection.
  public var keepAliveTimeout: Duration = .seconds(60)
  /// A transfer slower than `minimumRate` over any period of this length is cut. Uploads count while the handler waits for bytes, responses
  /// while the client does not take them.
  public var progressWindow: Duration = .seconds(10)
  /// The least bytes per second of a transfer.
  public var minimumRate = 1024
  /// The most connections of one address; 0 for any number. Unix sockets do not count.
  public var connectionsPerAddress = 100
  /// Whether an address (a trusted proxy) is exempt from the limit. Called once per accepted connection, on a loop.
  public var isExemptFromConnectionLimit: (@Sendable (String) -> Bool)?
  /// The most bytes of a request head. A longer one is refused with 431.
  public var maxHeadBytes = 16 * 1024
  /// The most bytes of live messages that may wait for one WebSocket.
  public var socketQueueBytes = 1024 * 1024
  /// Time for a slow consumer's close frame to be written before the connection is cut.
  public var slowConsumerGrace: Duration = .seconds(1)
  /// Time for a client to answer a close frame before the connection is cut.
  public var closeTimeout: Duration = .seconds(5)
  /// The most control frames and fragments that one WebSocket may send within `socketFrameWindow`. One more closes it with 4429. 0 for any
  /// number.
  public var socketFrames = 600
  /// See `socketFrames`.
  public var socketFrameWindow: Duration = .seconds(10)
  /// The most fragments of one message. One more closes the socket with 4429. 0 for any number.
  public var messageFragments = 64
  /// Interval of pings on WebSockets.
  public var pingInterval: Duration = .seconds(25)
  /// A WebSocket that has sent nothing for this long is closed.
  public var silenceTimeout: Duration = .seconds(60)
  /// Whether to accept compressed messages (permessage-deflate; 14 KB more per socket). The server's own messages stay uncompressed, which
  /// the extension allows, so that one frame serves all subscribers.
  public var compressesSockets = false
  /// Makes the answers to requests that the engine refuses. Called on a loop. The body must be `.empty`, `.bytes` or `.shared`.
  public var refusal: @Sendable (Refusal) -> Response = { Response(status: $0.status) }
  /// Called for every finished response, on a loop. Costs nothing if nil.
  public var onComplete: (@Sendable (Completion) -> Void)?

  /// The defaults.
  public init() {}
}

/// Why the engine refuses a request without calling the handler. The connection is closed after the answer.
public struct Refusal: Sendable, Hashable {
  /// 400, 408, 417, 431, 500, 501 or 505.
  public let status: Int
  /// A stable word for logs and metrics, such as `bare-line-feed`.
  public let reason: String

  /// A refusal of the given parts.
  public init(status: Int, reason: String) {
    self.status = status
    self.reason = reason
  }
}

/// The outcome of a response.
public struct Completion: Sendable {
  /// The request; nil if the engine refused it before its head was complete.
  public let request: Request?
  /// The response's status.
  public let status: Int
  /// The response's headers, without those that the engine adds.
  public let headers: Headers
  /// Bytes handed to the kernel, head included.
  public let bytes: Int64
  /// From the end of the request's head to the last byte handed to the kernel.
  public let duration: Duration
  /// False if the connection was cut before everything was sent.
  public let isComplete: Bool
}

/// Totals since the start, and the current numbers of connections and sockets.
public struct ServerCounters: Sendable, Equatable {
  /// Open connections, sockets included.
  public var connections: Int64 = 0
  /// Open WebSockets.
  public var sockets: Int64 = 0
  /// Connections accepted.
  public var accepted: Int64 = 0
  /// Requests handed to the handler.
  public var requests: Int64 = 0
  /// Bytes read from clients.
  public var bytesIn: Int64 = 0
  /// Bytes written to clients.
  public var bytesOut: Int64 = 0
  /// WebSocket messages received.
  public var messagesIn: Int64 = 0
  /// WebSocket messages handed to the kernel.
  public var messagesOut: Int64 = 0
  /// Sockets closed with 4408.
  public var slowConsumers: Int64 = 0
  /// Connections cut because the client was too slow or silent.
  public var timeouts: Int64 = 0
  /// Connections closed at once because their address had too many.
  public var overLimit: Int64 = 0
  /// Refused requests by reason.
  public var refused: [String: Int64] = [:]
}
