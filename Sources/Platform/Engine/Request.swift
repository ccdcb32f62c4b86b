import CBeast

/// An HTTP request: its head, complete and checked, and its body, read on demand.
///
/// Made by the engine, or directly for tests. Reading the head is safe on any thread, and the body has one reader at a time. The compiler
/// cannot check the latter, so this is unchecked.
public final class Request: @unchecked Sendable {
  let head: UnsafeMutablePointer<cb_head>
  /// The source of the body; nil for requests without a body and once the engine has delivered all of it.
  let source: (any BodySource)?
  /// Bytes of the body that arrived together with the head, or the whole body of a request made for a test.
  var ready: [[UInt8]]
  /// When the head was complete; set only if completions are observed.
  var began: ContinuousClock.Instant?
  /// The executor that this request's handler runs on; nil for a request made for a test.
  public let loop: Loop?

  init(head: UnsafeMutablePointer<cb_head>, ready: [[UInt8]], source: (any BodySource)?, loop: Loop?) {
    self.head = head
    self.ready = ready
    self.source = source
    self.loop = loop
  }

  /// A request without a server, for tests.
  ///
  /// - Parameters:
  ///   - target: path with query, as on the request line.
  /// - body: delivered as one chunk; use `chunks` for several.
  ///   - declaresLength: false leaves `body.contentLength` nil, as for a chunked upload.
  public convenience init(
    _ method: Method = .get, _ target: String, headers: KeyValuePairs<String, String> = [:], body: [UInt8] = [],
    chunks: [[UInt8]]? = nil, declaresLength: Bool = true, peerAddress: String = "127.0.0.1"
  ) {
    self.init(
      method, target, headers: headers.map { (name: $0.key, value: $0.value) }, body: body, chunks: chunks,
      declaresLength: declaresLength, peerAddress: peerAddress)
  }

  /// As above, with the fields in an array.
  public init(
    _ method: Method = .get, _ target: String, headers: [(name: String, value: String)], body: [UInt8] = [],
    chunks: [[UInt8]]? = nil, declaresLength: Bool = true, peerAddress: String = "127.0.0.1"
  ) {
    let ready = (chunks ?? [body]).filter { !$0.isEmpty }
    let fields = headers.map { "\($0.name):\($0.value.filter { $0 != "\n" && $0 != "\r" && $0 != "\r\n" })\n" }.joined()
    let head = cb_head_make(
      method.rawValue, method.rawValue.utf8.count, target, target.utf8.count, peerAddress, peerAddress.utf8.count, fields,
      fields.utf8.count)
    precondition(head != nil, "a request head is at most 60,000 bytes")
    let total = ready.reduce(0) { $0 + $1.count }
    head!.pointee.has_body = total > 0
    head!.pointee.chunked = total > 0 && !declaresLength
    head!.pointee.content_length = total > 0 && !declaresLength ? -1 : Int64(total)
    head!.pointee.wants_websocket =
      method == .get && headers.contains { $0.name.lowercased() == "upgrade" && $0.value.lowercased() == "websocket" }
    self.head = head!
    self.ready = ready
    source = nil
    loop = nil
  }

  deinit {
    cb_head_free(head)
  }

  /// The method as sent; methods are case-sensitive.
  public var method: Method { Method(rawValue: text(head.pointee.method_offset, head.pointee.method_length)) }
  /// The request target as sent: path and query, still percent-encoded, printable ASCII only.
  public var target: String { text(head.pointee.target_offset, head.pointee.target_length) }
  /// The target up to `?`, still percent-encoded.
  public var path: String { text(head.pointee.target_offset, head.pointee.path_length) }
  /// The target after `?`, still percent-encoded; nil without `?`.
  public var query: String? {
    let head = head.pointee
    guard head.path_length < head.target_length else { return nil }
    return text(head.target_offset + head.path_length + 1, head.target_length - head.path_length - 1)
  }
  /// The address at the other end of the connection, without port; `unix` for a Unix socket.
  public var peerAddress: String { text(head.pointee.peer_offset, head.pointee.peer_length) }
  /// HTTP/1.0 when false, HTTP/1.1 when true.
  public var isHTTP11: Bool { head.pointee.minor_version == 1 }
  /// A well-formed WebSocket handshake (RFC 6455 §4.2.1): answering with `.upgrade` will succeed.
  public var wantsWebSocket: Bool { head.pointee.wants_websocket }
  /// The header fields.
  public var headers: Fields { Fields(request: self) }
  /// The body.
  public var body: Body { Body(request: self) }

  /// Calls `body` with the bytes of `path`, for routing without a string. The pointer must not escape.
  public func withPathBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try body(bytes(head.pointee.target_offset, head.pointee.path_length))
  }

  func bytes(_ offset: UInt16, _ length: UInt16) -> UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(start: head.pointee.text + Int(offset), count: Int(length)).assumingMemoryBound(to: UInt8.self)
  }

  /// The strings of a head are always ASCII, so comparing, hashing and splitting them takes linear time. (Swift compares other strings by
  /// canonical equivalence and sorts runs of combining marks for that, in quadratic time.)
  func text(_ offset: UInt16, _ length: UInt16) -> String {
    let bytes = bytes(offset, length)
    guard !isASCII(bytes) else { return String(decoding: bytes, as: UTF8.self) }
    return String(decoding: bytes.map { $0 < 0x80 ? $0 : Self.substitute }, as: UTF8.self)
  }

  /// U+001A SUBSTITUTE, which replaces every byte that is not ASCII. It cannot be sent itself, and code that requires visible characters
  /// refuses it.
  private static let substitute: UInt8 = 0x1A
}

/// Checks eight bytes at a time.
private func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  let raw = UnsafeRawBufferPointer(bytes)
  var index = 0
  while index + 8 <= raw.count {
    if raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
    index += 8
  }
  while index < raw.count {
    if raw[index] >= 0x80 { return false }
    index += 1
  }
  return true
}

extension Request {
  /// A request method: any token that a client sent.
  public struct Method: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The token as sent.
    public let rawValue: String

    /// Wraps a token.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// GET
    public static let get = Method(rawValue: "GET")
    /// HEAD
    public static let head = Method(rawValue: "HEAD")
    /// POST
    public static let post = Method(rawValue: "POST")
    /// PUT
    public static let put = Method(rawValue: "PUT")
    /// PATCH
    public static let patch = Method(rawValue: "PATCH")
    /// DELETE
    public static let delete = Method(rawValue: "DELETE")
    /// OPTIONS
    public static let options = Method(rawValue: "OPTIONS")

    /// The token.
    public var description: String { rawValue }
  }

  /// The header fields of a request: a view that keeps the request alive.
  ///
  /// The engine has refused malformed fields. Values hold no control characters except tab. All text is ASCII: every other byte is replaced
  /// by U+001A.
  public struct Fields: Sequence, Sendable {
    let request: Request

    /// The first value of that name (ASCII case ignored).
    public subscript(name: String) -> String? {
      let index = find(name, from: 0)
      return index < 0 ? nil : value(at: index)
    }

    /// Every value of that name, in order.
    public func all(_ name: String) -> [String] {
      var values: [String] = []
      var index = find(name, from: 0)
      while index >= 0 {
        values.append(value(at: index))
        index = find(name, from: index + 1)
      }
      return values
    }

    /// Whether a field of that name is present.
    public func contains(_ name: String) -> Bool { find(name, from: 0) >= 0 }

    /// Number of fields.
    public var count: Int { Int(request.head.pointee.field_count) }

    /// Name (as sent) and value of each field, in order.
    public func makeIterator() -> AnyIterator<(name: String, value: String)> {
      var index = 0
      return AnyIterator {
        guard index < count else { return nil }
        defer { index += 1 }
        let field = request.head.pointee.fields[index]
        return (request.text(field.name_offset, field.name_length), value(at: index))
      }
    }

    private func find(_ name: String, from: Int) -> Int {
      var name = name
      return name.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { Int(cb_head_find(request.head, $0.baseAddress, $0.count, Int32(from))) }
      }
    }

    private func value(at index: Int) -> String {
      let field = request.head.pointee.fields[index]
      return request.text(field.value_offset, field.value_length)
    }
  }
}
