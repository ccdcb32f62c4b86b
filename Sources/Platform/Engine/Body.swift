import CBeast

/// Delivers the rest of a request's body. Implemented by the engine's connection.
protocol BodySource: AnyObject, Sendable {
  /// The next bytes, nil at the end. Called by one reader at a time, on any thread.
  func next() async throws(BodyError) -> [UInt8]?
}

/// Why a request body ended early.
public enum BodyError: Error, Equatable {
  /// More bytes than `collect(upTo:)` allows. Answer 413; the engine closes the connection after the answer.
  case tooLarge(limit: Int)
  /// The client went away, was too slow, sent a malformed chunk, or the server is stopping. No answer can be sent.
  case disconnected
}

extension Request {
  /// The body of a request. It is read from the network on demand, at most 64 KiB ahead.
  public struct Body: Sendable {
    let request: Request

    /// Declared length in bytes; 0 without a body, nil if the client sends chunks.
    public var contentLength: Int64? {
      let length = request.head.pointee.content_length
      return length < 0 ? nil : length
    }

    /// The request came with a body (of declared length above zero, or chunked).
    public var isPresent: Bool { request.head.pointee.has_body }

    /// The whole body, at most `limit` bytes. A declared length beyond the limit fails before anything is read.
    public func collect(upTo limit: Int) async throws(BodyError) -> [UInt8] {
      if let length = contentLength, length > limit { throw .tooLarge(limit: limit) }
      guard var all = try await nextChunk() else { return [] }
      if all.count > limit { throw .tooLarge(limit: limit) }
      if let length = contentLength, length > all.count { all.reserveCapacity(Int(length)) }
      while let chunk = try await nextChunk() {
        if all.count + chunk.count > limit { throw .tooLarge(limit: limit) }
        all.append(contentsOf: chunk)
      }
      return all
    }

    /// The next piece, never empty; nil at the end. Reading from the network resumes only when this is called.
    /// A client that waits for `100 Continue` gets it with the first call.
    public func nextChunk() async throws(BodyError) -> [UInt8]? {
      if !request.ready.isEmpty { return request.ready.removeFirst() }
      return try await request.source?.next()
    }
  }
}
