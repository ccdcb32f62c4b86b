/// The decision to turn a request into a WebSocket.
public struct WebSocketUpgrade: Sendable {
  /// The subprotocol to confirm; must be one the client offered.
  public var subprotocol: String?
  /// The most bytes of a message. A longer one closes the socket with 1009 before it is read into memory.
  public var maxMessageBytes: Int
  /// Makes the handler of this socket; called once, on the loop, after the handshake was queued.
  public var handler: @Sendable (Socket) -> any SocketHandler

  /// An upgrade of the given parts.
  public init(subprotocol: String? = nil, maxMessageBytes: Int = 65536, handler: @escaping @Sendable (Socket) -> any SocketHandler) {
    self.subprotocol = subprotocol
    self.maxMessageBytes = maxMessageBytes
    self.handler = handler
  }
}

/// What happens on one WebSocket. Calls never overlap: `opened` once, then messages in order, then `closed` once.
///
/// Everything runs on the socket's loop thread (as its task executor): do not block, and compute for less than a millisecond.
public protocol SocketHandler: AnyObject, Sendable {
  /// The handshake is queued; the first frame is not read before this returns.
  func opened(_ socket: Socket) async
  /// A complete text message, valid UTF-8. The next frame is not read before this returns.
  func received(text: [UInt8]) async
  /// A complete binary message. The next frame is not read before this returns.
  func received(binary: [UInt8]) async
  /// The socket was closed by either side. Called exactly once, after any running call above has returned. From now on sending has no
  /// effect, and the subscriptions have ended.
  ///
  /// - Parameters:
  /// - code: the close code of the side that closed first; 1006 if the connection broke without a close frame, 1005 if the frame had no
  ///   code.
  func closed(code: UInt16, reason: String)
}

/// Identifies a socket within a process; never reused.
public struct SocketID: Hashable, Sendable {
  /// The number. It encodes the loop, so its order does not reflect age.
  public let rawValue: UInt64

  /// Wraps a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// A channel of messages to all sockets subscribed to it. The caller chooses the numbers.
public struct Topic: Hashable, Sendable {
  /// The number.
  public let rawValue: UInt64

  /// Wraps a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// A handle on one WebSocket, usable on any thread. After the socket is closed, its methods have no effect.
///
/// Everything done through one handle from one task takes effect in that order; the same holds between `subscribe` and
/// `Server.publish`: a publish issued after `subscribe` returned is delivered, one issued before is not.
public struct Socket: Sendable {
  let link: any SocketLink

  /// A socket that only records into `probe`, for tests of handlers without a server.
  public init(probe: SocketProbe) {
    link = probe
  }

  init(link: any SocketLink) {
    self.link = link
  }

  /// Identity of this socket.
  public var id: SocketID { link.id }

  /// Queues a live message. When more than the allowed bytes (1 MiB) wait, the socket is closed with 4408 `slow_consumer`.
  public func send(_ buffer: SharedBuffer) { link.send(buffer) }

  /// Queues a message that does not count toward the limit. Returns true when it has been handed to the kernel, or false if the socket was
  /// closed before. For slices of history: await one before rendering the next.
  public func write(_ buffer: SharedBuffer) async -> Bool { await link.write(buffer) }

  /// Subscribes to messages published to `topic` from now on. Repeated calls change nothing.
  public func subscribe(_ topic: Topic) { link.subscribe(topic) }

  /// Ends the subscription to `topic`.
  public func unsubscribe(_ topic: Topic) { link.unsubscribe(topic) }

  /// Queues a close frame behind the messages sent before. If the client does not answer it in time, the connection is cut.
  public func close(code: UInt16, reason: String = "") { link.close(code: code, reason: reason) }

  /// Bytes of `send` and topic messages waiting in this process at this moment.
  public var queuedBytes: Int { link.queuedBytes }

  /// Messages that have been handed to the kernel so far, those to its topics included.
  public var sentMessages: Int { link.sentMessages }
}

protocol SocketLink: AnyObject, Sendable {
  var id: SocketID { get }
  var queuedBytes: Int { get }
  var sentMessages: Int { get }
  func send(_ buffer: SharedBuffer)
  func write(_ buffer: SharedBuffer) async -> Bool
  func subscribe(_ topic: Topic)
  func unsubscribe(_ topic: Topic)
  func close(code: UInt16, reason: String)
}
