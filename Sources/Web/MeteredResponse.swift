import Engine
import HTTP

/// Told of an answer's bytes as they go out.
public protocol ByteMeter: AnyObject, Sendable {
  /// Before a piece goes: false when nothing more may.
  func begin(_ count: Int64) -> Bool
  /// The engine has taken the piece that was begun.
  func complete()
}

extension Response {
  /// The same answer, whose body tells `meter` of each piece and is cut off when that says so. The meter is let go of when the answer has
  /// been sent, was given up, or could not be sent at all.
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

  /// What the kernel sends of a file before the meter is asked again.
  private static var slice: Int64 { 4 << 20 }

  /// The part of a file that a 200 or 206 sends: which state of it, which bytes (none where a whole is of unknown size), of how many.
  public var sentPart: (state: String, range: Range<Int64>, size: Int64?) {
    let length = streamedLength
    var (range, size) = (0..<(length ?? 0), length)
    if case .part(let sent, let whole)? = headers["Content-Range"].flatMap({ ContentRange($0) }) { (range, size) = (sent, whole) }
    // A state that its keeper does not name is known by its size.
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
