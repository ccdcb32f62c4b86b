import CBeast
import Glibc

/// The callbacks of the C++ loops. The C server owns it and keeps it alive.
final class EngineCore: Sendable {
  /// Set once by `init`. Its functions may be called on any thread.
  nonisolated(unsafe) private(set) var server: OpaquePointer
  /// Set by `start`, before the threads that read it are started.
  nonisolated(unsafe) private var loops: [Unmanaged<Loop>] = []
  let options: ServerOptions
  let handler: @Sendable (Request) async -> Response

  init(options: ServerOptions, handler: @escaping @Sendable (Request) async -> Response) {
    self.options = options
    self.handler = handler
    var settings = cb_options()
    settings.loops = UInt32(max(0, options.loops))
    settings.header_timeout = milliseconds(options.headerTimeout)
    settings.keep_alive_timeout = milliseconds(options.keepAliveTimeout)
    settings.progress_window = milliseconds(options.progressWindow)
    settings.minimum_rate = UInt32(max(0, options.minimumRate))
    settings.connections_per_address = UInt32(max(0, options.connectionsPerAddress))
    settings.max_head = UInt32(max(0, options.maxHeadBytes))
    settings.socket_queue = UInt32(max(0, options.socketQueueBytes))
    settings.slow_grace = milliseconds(options.slowConsumerGrace)
    settings.close_timeout = milliseconds(options.closeTimeout)
    settings.ping_interval = milliseconds(options.pingInterval)
    settings.silence_timeout = milliseconds(options.silenceTimeout)
    settings.socket_frames = UInt32(max(0, options.socketFrames))
    settings.socket_frame_window = milliseconds(options.socketFrameWindow)
    settings.message_fragments = UInt32(max(0, options.messageFragments))
    settings.deflate = options.compressesSockets
    var callbacks = Self.callbacks
    if options.isExemptFromConnectionLimit == nil { callbacks.is_exempt = nil }
    server = cb_server_make(&settings, &callbacks)
    cb_server_set_context(server, Unmanaged.passRetained(self).toOpaque())
  }

  func listen(on address: ServerOptions.Address) throws(ServerError) -> ServerOptions.Address {
    switch address {
    case .tcp(let host, let port):
      let result = cb_server_listen_tcp(server, host, port)
      guard result >= 0 else { throw .listen("\(host):\(port): \(String(cString: strerror(-result)))") }
      return .tcp(host: host, port: UInt16(result))
    case .unix(let path):
      let result = cb_server_listen_unix(server, path)
      guard result >= 0 else { throw .listen("\(path): \(String(cString: strerror(-result)))") }
      return address
    }
  }

  func start() {
    // The loops live as long as their threads may call back; `loop_ended` releases them.
    loops = (0..<Int(cb_server_loops(server))).map { Unmanaged.passRetained(Loop(index: $0, server: server)) }
    cb_server_start(server, loops.map { Optional($0.toOpaque()) })
  }

  private func serve(_ request: Request, on connection: OpaquePointer, loop: Loop) {
    let link = UnsafeConnection(connection)
    Task.immediateDetached(executorPreference: loop) {
      await self.answer(request, with: await self.handler(request), on: link)
    }
  }

  private func answer(_ request: Request, with response: Response, on link: UnsafeConnection) async {
    if case .upgrade(let upgrade) = response.body {
      return self.upgrade(request, to: upgrade, headers: response.headers, on: link.pointer)
    }
    let completion = options.onComplete.map { PendingCompletion(request: request, response: response, report: $0).retained() }
    guard send(response, completion: completion, on: link.pointer), case .stream(_, let writer) = response.body else { return }
    do {
      try await writer(
        BodyWriter { bytes throws(BodyError) in
          let written = await withCheckedContinuation { continuation in
            bytes.withUnsafeBufferPointer {
              cb_stream_write(link.pointer, $0.baseAddress, $0.count, Waiter { continuation.resume(returning: $0) }.retained())
            }
          }
          if !written { throw .disconnected }
        } file: { file, offset, length throws(BodyError) in
          let written = await withCheckedContinuation { continuation in
            cb_stream_file(link.pointer, file.descriptor, offset, length, Waiter { continuation.resume(returning: $0) }.retained())
          }
          withExtendedLifetime(file) {}
          if !written { throw .disconnected }
        })
      cb_stream_end(link.pointer, true)
    } catch {
      cb_stream_end(link.pointer, false)
    }
  }

  /// Consumes the request's reference, unless it returns true: then a stream still has to be written.
  private func send(_ response: Response, completion: UnsafeMutableRawPointer?, on connection: OpaquePointer) -> Bool {
    var raw = cb_response()
    raw.status = Int32(response.status)
    raw.close = response.closesConnection
    raw.completion = completion
    return response.headers.bytes.withUnsafeBufferPointer { fields in
      raw.fields = fields.baseAddress
      raw.fields_length = fields.count
      switch response.body {
      case .empty, .upgrade:
        raw.body = Int32(CB_BODY_NONE)
      case .bytes(let bytes):
        return bytes.withUnsafeBufferPointer { bytes in
          raw.body = Int32(CB_BODY_BYTES)
          raw.bytes = bytes.baseAddress
          raw.length = Int64(bytes.count)
          return cb_respond(connection, &raw)
        }
      case .shared(let buffer):
        raw.body = Int32(CB_BODY_BUFFER)
        raw.buffer = buffer.pointer
        return withExtendedLifetime(buffer) { cb_respond(connection, &raw) }
      case .file(let region):
        raw.body = Int32(CB_BODY_FILE)
        raw.descriptor = region.descriptor
        raw.offset = region.offset
        raw.length = region.length
        raw.owner = Unmanaged.passRetained(region as AnyObject).toOpaque()
      case .stream(let length, _):
        raw.body = Int32(CB_BODY_STREAM)
        raw.length = length ?? -1
      }
      return cb_respond(connection, &raw)
    }
  }

  private func upgrade(_ request: Request, to upgrade: WebSocketUpgrade, headers: Headers, on connection: OpaquePointer) {
    var headers = headers
    if let subprotocol = upgrade.subprotocol { headers.add("Sec-WebSocket-Protocol", subprotocol) }
    let adapter = SocketAdapter(upgrade: upgrade, loop: request.loop!)
    headers.bytes.withUnsafeBufferPointer {
      cb_upgrade(
        connection, request.head, $0.baseAddress, $0.count, max(1, upgrade.maxMessageBytes), Unmanaged.passRetained(adapter).toOpaque())
    }
  }

  private func refuse(_ refusal: Refusal, on connection: OpaquePointer) {
    var response = options.refusal(refusal)
    switch response.body {
    case .empty, .bytes, .shared: break
    case .file, .stream, .upgrade: response.body = .empty
    }
    response.closesConnection = true
    if refusal.status == 426 {
      // RFC 6455 §4.2.2: name the supported version.
      response.headers.set("Upgrade", "websocket")
      response.headers.set("Sec-WebSocket-Version", "13")
    }
    let completion = options.onComplete.map { PendingCompletion(request: nil, response: response, report: $0).retained() }
    _ = send(response, completion: completion, on: connection)
  }

  private static func core(_ context: UnsafeMutableRawPointer?) -> EngineCore {
    Unmanaged<EngineCore>.fromOpaque(context!).takeUnretainedValue()
  }

  private static let callbacks: cb_callbacks = {
    var callbacks = cb_callbacks()
    callbacks.run_job = { loop, job in Unmanaged<Loop>.fromOpaque(loop!).takeUnretainedValue().run(job!) }
    callbacks.request = { context, loop, connection, serial, head, bytes, length, isComplete in
      let core = core(context)
      let loop = core.loops[Int(loop)].takeUnretainedValue()
      let source = isComplete ? nil : ConnectionBody(connection: connection!, serial: serial)
      let ready = length > 0 ? [Array(UnsafeBufferPointer(start: bytes, count: length))] : []
      let request = Request(head: head!, ready: ready, source: source, loop: loop)
      if core.options.onComplete != nil { request.began = .now }
      core.serve(request, on: connection!, loop: loop)
    }
    callbacks.refuse = { context, connection, status, reason in
      core(context).refuse(Refusal(status: Int(status), reason: String(cString: reason!)), on: connection!)
    }
    callbacks.body = { waiter, bytes, length in
      let waiter = Unmanaged<BodyWaiter>.fromOpaque(waiter!).takeRetainedValue()
      if length < 0 {
        waiter.resume(.failure(.disconnected))
      } else {
        waiter.resume(.success(length == 0 ? nil : Array(UnsafeBufferPointer(start: bytes, count: Int(length)))))
      }
    }
    callbacks.written = { waiter, ok in Unmanaged<Waiter>.fromOpaque(waiter!).takeRetainedValue().resume(ok) }
    callbacks.drained = { waiter in Unmanaged<Waiter>.fromOpaque(waiter!).takeRetainedValue().resume(true) }
    callbacks.completed = { completion, bytes, isComplete in
      Unmanaged<PendingCompletion>.fromOpaque(completion!).takeRetainedValue().finish(bytes: bytes, isComplete: isComplete)
    }
    callbacks.release = { owner in Unmanaged<AnyObject>.fromOpaque(owner!).release() }
    callbacks.socket_opened = { adapter, connection in
      Unmanaged<SocketAdapter>.fromOpaque(adapter!).takeUnretainedValue().opened(on: connection!)
    }
    callbacks.socket_received = { adapter, connection, bytes, length, isBinary in
      Unmanaged<SocketAdapter>.fromOpaque(adapter!).takeUnretainedValue()
        .received(Array(UnsafeBufferPointer(start: bytes, count: length)), isBinary: isBinary, on: connection!)
    }
    callbacks.socket_closed = { adapter, code, reason, length in
      let bytes = UnsafeRawBufferPointer(start: reason, count: length)
      Unmanaged<SocketAdapter>.fromOpaque(adapter!).takeRetainedValue()
        .closed(code: code, reason: String(decoding: bytes, as: UTF8.self))
    }
    callbacks.is_exempt = { context, address, length in
      let bytes = UnsafeRawBufferPointer(start: address, count: length)
      return core(context).options.isExemptFromConnectionLimit?(String(decoding: bytes, as: UTF8.self)) ?? false
    }
    callbacks.loop_ended = { loop in Unmanaged<Loop>.fromOpaque(loop!).release() }
    callbacks.destroyed = { context in Unmanaged<EngineCore>.fromOpaque(context!).release() }
    return callbacks
  }()
}

/// A connection pointer in a task that owns a reference to it. Unchecked, because the compiler does not know references in C: they are
/// counted atomically, and calls on the pointer run on its loop or are queued there.
struct UnsafeConnection: @unchecked Sendable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }
}

/// A callback passed to C, to be called once.
final class Waiter: Sendable {
  let resume: @Sendable (Bool) -> Void

  init(_ resume: @escaping @Sendable (Bool) -> Void) {
    self.resume = resume
  }

  func retained() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }
}

/// A response being sent whose completion is observed.
private final class PendingCompletion: Sendable {
  let request: Request?
  let status: Int
  let headers: Headers
  let report: @Sendable (Completion) -> Void
  let began: ContinuousClock.Instant

  init(request: Request?, response: Response, report: @escaping @Sendable (Completion) -> Void) {
    self.request = request
    status = response.status
    headers = response.headers
    self.report = report
    began = request?.began ?? .now
  }

  func retained() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }

  func finish(bytes: Int64, isComplete: Bool) {
    report(
      Completion(
        request: request, status: status, headers: headers, bytes: bytes, duration: began.duration(to: .now), isComplete: isComplete))
  }
}

/// The rest of a body, read through the connection.
private final class ConnectionBody: BodySource {
  private let connection: UnsafeConnection
  private let serial: UInt32

  init(connection: OpaquePointer, serial: UInt32) {
    self.connection = UnsafeConnection(connection)
    self.serial = serial
    cb_connection_retain(connection)
  }

  deinit {
    cb_connection_release(connection.pointer)
  }

  func next() async throws(BodyError) -> [UInt8]? {
    let result: Result<[UInt8]?, BodyError> = await withCheckedContinuation { continuation in
      let waiter = BodyWaiter { continuation.resume(returning: $0) }
      cb_body_next(connection.pointer, serial, Unmanaged.passRetained(waiter).toOpaque())
    }
    return try result.get()
  }
}

private final class BodyWaiter: Sendable {
  let resume: @Sendable (Result<[UInt8]?, BodyError>) -> Void

  init(_ resume: @escaping @Sendable (Result<[UInt8]?, BodyError>) -> Void) {
    self.resume = resume
  }
}
