import CBeast

/// Immutable bytes, reference-counted, sent to any number of sockets or responses without a copy.
///
/// The WebSocket frame header is written in front of the bytes once, when the buffer is made. Safe on any thread.
public final class SharedBuffer: Sendable {
  /// How a WebSocket frames the bytes.
  public enum Kind: Sendable {
    /// A text message. The bytes must be UTF-8; this is not checked again.
    case text
    /// A binary message.
    case binary
  }

  /// The C block; this object holds one reference. It is written before it is shared, and references are counted atomically.
  nonisolated(unsafe) let pointer: OpaquePointer

  /// Copies `bytes` once.
  public init(_ bytes: some Sequence<UInt8>, as kind: Kind = .text) {
    pointer =
      bytes.withContiguousStorageIfAvailable { Self.copy($0, kind) }
      ?? Array(bytes).withUnsafeBufferPointer { Self.copy($0, kind) }
  }

  /// Copies the UTF-8 of `text` once, as a text message.
  public init(_ text: String) {
    var text = text
    pointer = text.withUTF8 { Self.copy($0, .text) }
  }

  private static func copy(_ source: UnsafeBufferPointer<UInt8>, _ kind: Kind) -> OpaquePointer {
    let pointer = cb_buffer_make(source.count, kind == .binary)!
    if let from = source.baseAddress { cb_buffer_bytes(pointer)!.update(from: from, count: source.count) }
    return pointer
  }

  deinit {
    cb_buffer_release(pointer)
  }

  /// Length in bytes.
  public var count: Int { cb_buffer_length(pointer) }

  /// Calls `body` with the bytes; the pointer must not escape.
  public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try body(UnsafeBufferPointer(start: cb_buffer_bytes(pointer), count: count))
  }

  /// A copy of the bytes.
  public var bytes: [UInt8] { withBytes(Array.init) }

  /// The bytes as text (invalid UTF-8 replaced).
  public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
