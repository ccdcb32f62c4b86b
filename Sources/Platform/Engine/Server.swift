/// An HTTP/1.1 and WebSocket server.
public final class Server: Sendable {
  /// How it listens and what it tolerates.
  public let options: ServerOptions
  let handler: @Sendable (Request) async -> Response

  /// A server that is not listening yet.
  ///
  /// - Parameter handler: answers each request, on the connection's loop; it must not block.
  public init(options: ServerOptions = ServerOptions(), handler: @escaping @Sendable (Request) async -> Response) {
    self.options = options
    self.handler = handler
  }

  /// Binds, listens and starts the loop threads. Call once.
  ///
  /// - Returns: the addresses really bound, in the order of `options.addresses` (port 0 replaced by the port chosen).
  @discardableResult
  public func start() throws(ServerError) -> [ServerOptions.Address] {
    throw ServerError.listen("the event loop is not part of this build")
  }

  /// Stops accepting, lets running requests finish, closes WebSockets with 1001, and after `deadline` cuts what is left.
  /// Returns when no connection is left. The loops go on running tasks until the server is released.
  public func drain(deadline: Duration) async {}

  /// Sends `buffer` to every socket subscribed to `topic`, on all loops, except one. Any thread.
  public func publish(_ buffer: SharedBuffer, to topic: Topic, except: SocketID? = nil) {}

  /// Counters, read without stopping anything (an instant's reading per number). Any thread.
  public var counters: ServerCounters { ServerCounters() }
}

/// Why a server did not start.
public enum ServerError: Error, Equatable {
  /// An address could not be bound; the text names it and the cause.
  case listen(String)
}
