import CBeast
import Synchronization

/// An HTTP/1.1 and WebSocket server.
///
/// Keep a reference while the server should run. Releasing the last one cuts all connections and ends the loops.
public final class Server: Sendable {
  private enum State {
    case made
    case running(EngineCore)
    case draining(EngineCore)
  }

  /// How the server listens, and its limits.
  public let options: ServerOptions
  private let handler: @Sendable (Request) async -> Response
  private let state = Mutex(State.made)
  /// The C server once it is started, for calls that must not take a lock.
  private let running = Atomic<UInt>(0)

  /// A server that is not listening yet.
  ///
  /// - Parameter handler: answers each request, on the connection's loop; it must not block.
  public init(options: ServerOptions = ServerOptions(), handler: @escaping @Sendable (Request) async -> Response) {
    self.options = options
    self.handler = handler
  }

  deinit {
    guard let server = OpaquePointer(bitPattern: running.load(ordering: .acquiring)) else { return }
    cb_server_stop(server)
    cb_server_release(server)
  }

  /// Binds, listens and starts the loop threads. Call once.
  ///
  /// - Returns: the bound addresses, in the order of `options.addresses` (with the chosen port instead of port 0).
  @discardableResult
  public func start() throws(ServerError) -> [ServerOptions.Address] {
    try state.withLock { state throws(ServerError) in
      guard case .made = state else { throw .listen("the server has been started before") }
      let core = EngineCore(options: options, handler: handler)
      var bound: [ServerOptions.Address] = []
      for address in options.addresses {
        do throws(ServerError) {
          bound.append(try core.listen(on: address))
        } catch {
          cb_server_release(core.server)
          throw error
        }
      }
      core.start()
      running.store(UInt(bitPattern: core.server), ordering: .releasing)
      state = .running(core)
      return bound
    }
  }

  /// Stops accepting, lets running requests finish, closes WebSockets with 1001, and cuts the remaining connections after `deadline`.
  /// Returns when no connection is left; a second call returns at once. The loops keep running tasks until the server is released.
  public func drain(deadline: Duration) async {
    let core: EngineCore? = state.withLock { state in
      guard case .running(let core) = state else { return nil }
      state = .draining(core)
      return core
    }
    guard let core else { return }
    await withCheckedContinuation { continuation in
      cb_server_drain(core.server, milliseconds(deadline), Waiter { _ in continuation.resume() }.retained())
    }
  }

  /// Sends `buffer` to every socket subscribed to `topic`, on all loops, except one. Any thread.
  public func publish(_ buffer: SharedBuffer, to topic: Topic, except: SocketID? = nil) {
    guard let server = OpaquePointer(bitPattern: running.load(ordering: .acquiring)) else { return }
    cb_server_publish(server, topic.rawValue, buffer.pointer, except?.rawValue ?? 0)
  }

  /// Counters. They are read one after the other while the server runs. Any thread.
  public var counters: ServerCounters {
    guard let server = OpaquePointer(bitPattern: running.load(ordering: .acquiring)) else { return ServerCounters() }
    return ServerCounters(reading: server)
  }
}

/// Why a server did not start.
public enum ServerError: Error, Equatable {
  /// An address could not be bound. The text names the address and the cause.
  case listen(String)
}

extension ServerCounters {
  init(reading server: OpaquePointer) {
    var totals = cb_totals()
    cb_server_totals(server, &totals)
    connections = totals.connections
    sockets = totals.sockets
    accepted = totals.accepted
    requests = totals.requests
    bytesIn = totals.bytes_in
    bytesOut = totals.bytes_out
    messagesIn = totals.messages_in
    messagesOut = totals.messages_out
    slowConsumers = totals.slow_consumers
    timeouts = totals.timeouts
    overLimit = totals.over_limit
    withUnsafeBytes(of: totals.refused) { raw in
      let values = raw.assumingMemoryBound(to: Int64.self)
      var index: Int32 = 0
      while let word = cb_reason_word(index) {
        if values[Int(index)] > 0 { refused[String(cString: word)] = values[Int(index)] }
        index += 1
      }
    }
  }
}

func milliseconds(_ duration: Duration) -> UInt32 {
  let (seconds, attoseconds) = duration.components
  let total = Double(seconds) * 1000 + Double(attoseconds) / 1e15
  return UInt32(min(max(total, 1), Double(UInt32.max)))
}
