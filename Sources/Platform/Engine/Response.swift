import Glibc
import Synchronization

/// The answer to a request, as a value.
///
/// The engine adds `Date`, `Content-Length` or `Transfer-Encoding`, and `Connection`; do not set them. A HEAD request gets the
/// same head and no body. 1xx, 204 and 304 never carry a body.
public struct Response: Sendable {
  /// Status code, 200…599 (101 is sent for `.upgrade`).
  public var status: Int
  /// The header fields, without those that the engine adds.
  public var headers: Headers
  /// The body.
  public var body: Body
  /// Close the connection after this answer.
  public var closesConnection = false

  /// A response of the given parts.
  public init(status: Int = 200, headers: Headers = Headers(), body: Body = .empty) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The kinds of body.
  public enum Body: Sendable {
    /// No body.
    case empty
    /// These bytes.
    case bytes([UInt8])
    /// Bytes shared by many responses without a copy.
    case shared(SharedBuffer)
    /// A range of an open file, sent by the kernel (sendfile), at most 1 MiB per loop turn.
    case file(FileRegion)
    /// Written piece by piece; chunked unless a length is given. If `writer` throws, or writes more or fewer bytes than promised, the
    /// connection is cut so that the client notices. Not run for HEAD.
    case stream(length: Int64? = nil, writer: @Sendable (BodyWriter) async throws -> Void)
    /// Switch to WebSocket (status is ignored, headers are sent with the 101). Possible only when `request.wantsWebSocket`.
    case upgrade(WebSocketUpgrade)
  }
}

/// A range of a file to send. Closes the descriptor when the last reference is released.
public final class FileRegion: Sendable {
  /// The open descriptor, owned by this object.
  public let descriptor: Int32
  /// First byte to send.
  public let offset: Int64
  /// Number of bytes to send; the file must hold them, or the connection is cut.
  public let length: Int64

  /// Takes ownership of `descriptor`.
  public init(descriptor: Int32, offset: Int64, length: Int64) {
    self.descriptor = descriptor
    self.offset = offset
    self.length = length
  }

  deinit {
    close(descriptor)
  }
}

/// Receives the pieces of a streamed response body.
public struct BodyWriter: Sendable {
  private let sink: @Sendable ([UInt8]) async throws(BodyError) -> Void
  private let file: @Sendable (FileRegion, _ offset: Int64, _ length: Int64) async throws(BodyError) -> Void

  /// A writer into `sink`, which also gets the bytes of files. For tests and for code that inspects the bytes.
  public init(_ sink: @escaping @Sendable ([UInt8]) async throws(BodyError) -> Void) {
    self.sink = sink
    file = { region, offset, length async throws(BodyError) in try await sink(try region.read(from: offset, length: length)) }
  }

  /// A writer that sends files in a different way.
  init(
    _ sink: @escaping @Sendable ([UInt8]) async throws(BodyError) -> Void,
    file: @escaping @Sendable (FileRegion, _ offset: Int64, _ length: Int64) async throws(BodyError) -> Void
  ) {
    self.sink = sink
    self.file = file
  }

  /// Sends `bytes`, returning when the engine is ready for more (back-pressure). Throws when the client is gone.
  public func write(_ bytes: [UInt8]) async throws(BodyError) {
    try await sink(bytes)
  }

  /// Lets the kernel send a range of the region's file; returns when `write` would. Only in a stream of known length.
  ///
  /// - Parameter offset: in the file, as `FileRegion.offset` is.
  public func write(_ region: FileRegion, offset: Int64, length: Int64) async throws(BodyError) {
    try await file(region, offset, length)
  }
}

extension Response.Body {
  /// All bytes of the body, as a client would get them. For tests without a server. Reads files and runs stream writers. Throws the error
  /// of a stream's writer, or `BodyError.disconnected` if a file holds fewer bytes than promised.
  public func collect() async throws -> [UInt8] {
    switch self {
    case .empty, .upgrade: return []
    case .bytes(let bytes): return bytes
    case .shared(let buffer): return buffer.bytes
    case .file(let region): return try region.read()
    case .stream(_, let writer):
      let collected = Mutex<[UInt8]>([])
      try await writer(BodyWriter { bytes throws(BodyError) in collected.withLock { $0.append(contentsOf: bytes) } })
      return collected.withLock { $0 }
    }
  }
}

extension FileRegion {
  func read() throws(BodyError) -> [UInt8] { try read(from: offset, length: length) }

  func read(from offset: Int64, length: Int64) throws(BodyError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(length))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + done, $0.count - done, off_t(offset) + off_t(done)) }
      guard count > 0 else { throw .disconnected }
      done += count
    }
    return bytes
  }
}
