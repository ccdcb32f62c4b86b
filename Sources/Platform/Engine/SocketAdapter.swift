import CBeast

/// Connects a C++ socket with its handler. The C++ side owns it until `closed` and calls it only on the connection's loop. The compiler
/// cannot check that, so this is unchecked.
final class SocketAdapter: @unchecked Sendable {
  private let upgrade: WebSocketUpgrade
  private let loop: Loop
  /// Set once in `opened`, before any other call; only the loop reads it.
  private var handler: (any SocketHandler)!

  init(upgrade: WebSocketUpgrade, loop: Loop) {
    self.upgrade = upgrade
    self.loop = loop
  }

  func opened(on connection: OpaquePointer) {
    let socket = Socket(link: ConnectionSocket(connection))
    handler = upgrade.handler(socket)
    run(on: connection) { handler in await handler.opened(socket) }
  }

  func received(_ bytes: [UInt8], isBinary: Bool, on connection: OpaquePointer) {
    if isBinary {
      run(on: connection) { handler in await handler.received(binary: bytes) }
    } else {
      run(on: connection) { handler in await handler.received(text: bytes) }
    }
  }

  func closed(code: UInt16, reason: String) {
    handler?.closed(code: code, reason: reason)
  }

  /// Runs one call of the handler on the loop, then asks for the next frame.
  private func run(on connection: OpaquePointer, _ call: @escaping @Sendable (any SocketHandler) async -> Void) {
    let handler = handler!
    cb_connection_retain(connection)
    let link = UnsafeConnection(connection)
    Task.immediateDetached(executorPreference: loop) {
      await call(handler)
      cb_socket_ready(link.pointer)
      cb_connection_release(link.pointer)
    }
  }
}

/// A WebSocket of the engine behind the `Socket` handle. Every call, also one made on the loop, queues a command on the connection's loop.
/// That keeps calls and publishes in order.
private final class ConnectionSocket: SocketLink {
  /// Never changes; kept alive by a reference that is counted atomically.
  private nonisolated(unsafe) let connection: OpaquePointer

  init(_ connection: OpaquePointer) {
    self.connection = connection
    cb_connection_retain(connection)
  }

  deinit {
    cb_connection_release(connection)
  }

  var id: SocketID { SocketID(rawValue: cb_connection_id(connection)) }
  var queuedBytes: Int { Int(cb_socket_queued(connection)) }
  var sentMessages: Int { Int(cb_socket_sent(connection)) }

  func send(_ buffer: SharedBuffer) {
    cb_socket_send(connection, buffer.pointer, true, nil)
  }

  func write(_ buffer: SharedBuffer) async -> Bool {
    await withCheckedContinuation { continuation in
      cb_socket_send(connection, buffer.pointer, false, Waiter { continuation.resume(returning: $0) }.retained())
    }
  }

  func subscribe(_ topic: Topic) {
    cb_socket_subscribe(connection, topic.rawValue, true)
  }

  func unsubscribe(_ topic: Topic) {
    cb_socket_subscribe(connection, topic.rawValue, false)
  }

  func close(code: UInt16, reason: String) {
    cb_socket_close(connection, code, reason, reason.utf8.count)
  }
}
