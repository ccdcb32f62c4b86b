import Engine
import HTTP

/// Follows an answer's bytes as they are sent.
public protocol ByteMeter: AnyObject, Sendable {
  /// Called before a piece is sent; false stops the answer.
  func begin(_ count: Int64) -> Bool
  /// Called when the engine has taken that piece.
  func complete()
}

extension Response {
  /// The same answer with a body that reports each piece to `meter`, which can cut it off. The meter is released when the answer has been
  /// sent, was aborted or could not be sent.
  public func metered(by meter: some ByteMeter) -> Response {
    var response = self
    switch body {
    case .file(let region):
      response.body = .stream(length: region.length) { writer in
        var done: Int64 = 0
        while done < region.length {
          let count = min(Self.slice, region.length - done)
          guard meter.begin(count) else { throw BodyError.disconnected }
          try await writer.write(region, offset: region.offset + done, length: count)
          meter.complete()
          done += count
        }
      }
    case .stream(let length, let write):
      response.body = .stream(length: length) { writer in
        try await write(
          BodyWriter { bytes throws(BodyError) in
            guard meter.begin(Int64(bytes.count)) else { throw .disconnected }
            try await writer.write(bytes)
            meter.complete()
          })
      }
    case .empty, .bytes, .shared, .upgrade: break
    }
    return response
  }

  /// Bytes of a file that the kernel sends between two calls of the meter.
  private static var slice: Int64 { 4 << 20 }

  /// The part of a file that a 200 or 206 sends: its version, the bytes (none for a whole file of unknown size) and the size.
  public var sentPart: (state: String, range: Range<Int64>, size: Int64?) {
    let length = streamedLength
    var (range, size) = (0..<(length ?? 0), length)
    if case .part(let sent, let whole)? = headers["Content-Range"].flatMap({ ContentRange($0) }) { (range, size) = (sent, whole) }
    // A version without a tag is identified by its size.
    return (headers["ETag"] ?? size.map(String.init) ?? "", range, size)
  }

  private var streamedLength: Int64? {
    switch body {
    case .file(let region): region.length
    case .stream(let length, _): length
    default: nil
    }
  }
}
