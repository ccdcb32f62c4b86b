import CCurl

/// What is to be fetched from another server, and how long that may take.
public struct FetchRequest: Sendable {
  /// An http or https address; user and password in it are sent to its own server only.
  public var url: String
  public var headers: [(name: String, value: String)]
  /// Sent as `Authorization: Bearer` to the host and port of `url` only.
  public var bearer: String?
  /// How many redirects are followed. Those that lead to another server are followed without `bearer`; from an address that is open
  /// to everybody they do not lead into a private network, and from nowhere to link-local addresses.
  public var redirects = 3
  /// How long it may take until the body's first byte is there, redirects included.
  public var firstByteWithin: Duration = .seconds(10)
  /// How long nothing may arrive after that while a task is reading.
  public var stalledAfter: Duration = .seconds(30)
  /// When everything has to have arrived; nil: there is no such moment.
  public var endBy: ContinuousClock.Instant?
  /// Who gave the address.
  public var source = FetchSource.operator

  public init(url: String, headers: [(name: String, value: String)] = [], bearer: String? = nil) {
    self.url = url
    self.headers = headers
    self.bearer = bearer
  }
}

/// Another server's answer, its body still arriving.
public struct Fetched: Sendable {
  public let head: FetchHead
  public let body: FetchedBody
  let address: WebAddress

  /// Where an address in the answer leads, such as a relative one; nil if that is no http or https address.
  public func resolve(_ reference: String) -> String? { address.following(reference)?.text }
}

/// Fetches over HTTP/1.1, through `TransferLoop`.
public struct Fetcher: Sendable {
  private let loop: TransferLoop

  public init(_ loop: TransferLoop) { self.loop = loop }

  /// Asks with GET and returns when the body's first byte is there, or its end: a failure before that is thrown.
  public func fetch(_ request: FetchRequest) async throws(TransferError) -> Fetched {
    let fetched = try await lookUp(request)
    try await fetched.body.begin()
    return fetched
  }

  /// The same for callers that only want the head; the body ends with the last reference to it.
  public func lookUp(_ request: FetchRequest) async throws(TransferError) -> Fetched {
    guard let own = WebAddress(request.url) else { throw .unusable("no http address") }
    let deadline = ContinuousClock.now + request.firstByteWithin
    var address = own
    var reach = try request.source.reach(to: own) ?? .anywhere
    for _ in 0...max(0, request.redirects) {
      let stream = FetchStream()
      let transfer = try transfer(request, to: address, own: own, reach: reach, into: stream, by: deadline)
      loop.start(transfer)
      let body = FetchedBody(stream, transfer, loop)
      let head = try await body.head()
      guard [301, 302, 303, 307, 308].contains(head.status), let location = head["Location"] else {
        return Fetched(head: head, body: body, address: address)
      }
      guard let next = address.following(location) else { throw .unusable("a redirect to no http address") }
      defer { address = next }
      if let bounded = try request.source.reach(to: next) {
        reach = bounded
        continue
      }
      // The operator's own address may be private; whether it is says whose word a redirect is.
      let isNear = stream.peer?.place == .near
      reach = next.isSameServer(as: own) ? .anywhere : isNear && reach != .open ? .ownNetwork : .open
    }
    throw .tooManyRedirects
  }

  private func transfer(
    _ request: FetchRequest, to address: WebAddress, own: WebAddress, reach: Reach, into stream: FetchStream,
    by deadline: ContinuousClock.Instant
  ) throws(TransferError) -> Transfer {
    let handle = try EasyHandle()
    try handle.set(CURLOPT_URL, address.text)
    try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
    // Over HTTP/2 a paused transfer would go on filling windows of many megabytes.
    try handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    try handle.set(CURLOPT_BUFFERSIZE, 128 * 1024)
    try handle.set(CURLOPT_TCP_KEEPALIVE, 1)
    // A connection that is used again was let through for another reason.
    if case .anywhere = reach {} else { try handle.set(CURLOPT_FRESH_CONNECT, 1) }
    if case .stranger = request.source {
      try handle.set(CURLOPT_FORBID_REUSE, 1)
      // A name that does not resolve in time is let go: waiting for it would hold up all other transfers of the loop.
      try handle.set(CURLOPT_QUICK_EXIT, 1)
    }
    var lines = request.headers.map { "\($0.name): \($0.value)" } + ["Accept-Encoding: identity", "User-Agent: NeoSpace"]
    if let bearer = request.bearer, address.isSameServer(as: own) { lines.append("Authorization: Bearer \(bearer)") }
    try handle.set(CURLOPT_HTTPHEADER, lines)
    return try Transfer(
      handle, sink: stream, reach: reach, firstByteBy: deadline, stalledAfter: request.stalledAfter, endBy: request.endBy)
  }
}

/// A body as it arrives. One task reads; releasing it ends the transfer.
public final class FetchedBody: Sendable {
  private let stream: FetchStream
  private let transfer: Transfer
  private let loop: TransferLoop

  init(_ stream: FetchStream, _ transfer: Transfer, _ loop: TransferLoop) {
    self.stream = stream
    self.transfer = transfer
    self.loop = loop
  }

  deinit { loop.cancel(transfer) }

  /// The next bytes, at most 1 MiB, nil at the end. No more than that is fetched ahead of the reader.
  public func read() async throws(TransferError) -> [UInt8]? {
    let taken = await cancellable { await stream.take() }
    switch taken {
    case .bytes(let bytes, let resumes):
      if resumes { loop.resume(transfer) }
      return bytes
    case .end: return nil
    case .failed(let error): throw error
    case .nothing: preconditionFailure("the stream waits until there is something")
    }
  }

  func head() async throws(TransferError) -> FetchHead {
    let result = await cancellable { await Self.result { () async throws(TransferError) in try await self.stream.head() } }
    return try result.get()
  }

  func begin() async throws(TransferError) {
    let result = await cancellable { await Self.result { () async throws(TransferError) in try await self.stream.beginning() } }
    try result.get()
  }

  private static func result<Value>(_ body: () async throws(TransferError) -> Value) async -> Result<Value, TransferError> {
    do throws(TransferError) { return .success(try await body()) } catch { return .failure(error) }
  }

  /// A task that is given up does not wait for what will not come.
  private func cancellable<Value>(_ body: () async -> Value) async -> Value {
    await withTaskCancellationHandler(operation: body) { loop.cancel(transfer) }
  }
}
