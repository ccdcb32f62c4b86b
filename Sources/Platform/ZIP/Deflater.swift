import CZlib

/// Compresses one raw stream piece by piece. Used by one caller at a time.
final class Deflater {
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    stream = .allocate(capacity: 1)
    precondition(neo_deflate_begin(stream) == Z_OK, "zlib has no memory for a stream")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Takes more bytes; what they add to the compressed stream so far, often nothing.
  func add(_ bytes: [UInt8]) -> [UInt8] { run(bytes, Z_NO_FLUSH) }

  /// Ends the stream; the rest of it.
  func finish() -> [UInt8] { run([], Z_FINISH) }

  private func run(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
    var bytes = bytes
    var output: [UInt8] = []
    bytes.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      repeat {
        output += [UInt8](unsafeUninitializedCapacity: 32_768) { buffer, count in
          stream.pointee.next_out = buffer.baseAddress
          stream.pointee.avail_out = UInt32(buffer.count)
          deflate(stream, flush)
          count = buffer.count - Int(stream.pointee.avail_out)
        }
      } while stream.pointee.avail_out == 0
    }
    return output
  }
}

/// Unpacks one raw stream piece by piece. Used by one caller at a time.
final class Inflater {
  /// Bytes unpacked at once.
  static let piece = 65_536
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var offset = 0
  /// The stream has ended. What is left of the input does not belong to it.
  private(set) var isAtEnd = false

  init() {
    stream = .allocate(capacity: 1)
    precondition(neo_inflate_begin(stream) == Z_OK, "zlib has no memory for a stream")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// All bytes given so far were used.
  var isHungry: Bool { offset == input.count }

  func give(_ bytes: [UInt8]) { (input, offset) = (bytes, 0) }

  /// The next unpacked bytes, at most `piece`; none when more input is needed or the stream has ended. Nil if the stream is damaged.
  func next() -> [UInt8]? {
    guard !isAtEnd else { return [] }
    var status: Int32 = Z_OK
    let output = input.withUnsafeMutableBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, count in
        stream.pointee.next_in = input.baseAddress.map { $0 + offset }
        stream.pointee.avail_in = UInt32(input.count - offset)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        status = inflate(stream, Z_NO_FLUSH)
        offset = input.count - Int(stream.pointee.avail_in)
        count = buffer.count - Int(stream.pointee.avail_out)
      }
    }
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { return nil }
    isAtEnd = status == Z_STREAM_END
    return output
  }
}

/// The check sum of entries.
public struct CRC32: Sendable {
  public private(set) var value: UInt32 = 0

  public init() {}

  public mutating func update(_ bytes: [UInt8]) {
    value = bytes.withUnsafeBufferPointer { UInt32(crc32(uLong(value), $0.baseAddress, UInt32($0.count))) }
  }
}
