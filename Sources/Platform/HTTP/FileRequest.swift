import Engine

/// What a request wants of one file: its head, all of it, or a range.
public struct FileRequest: Sendable {
  /// HEAD: no body is wanted. A range of it means nothing (RFC 9110 §14.2).
  public let isHead: Bool
  /// The `Range` header when it is one we answer: a single range of bytes. Nil asks for the whole file.
  public let range: String?
  /// The `If-Range` header; the range counts only if the file is still the one it names.
  public let ifRange: String?

  /// A request of the given parts. A `range` that is none, or is several, is dropped.
  public init(isHead: Bool = false, range: String? = nil, ifRange: String? = nil) {
    self.isHead = isHead
    // Against a file of any length: what cannot be read is a request for the whole.
    let isSingle = range.map { ByteRange(range: $0, length: .max) != .whole } ?? false
    self.range = isHead || !isSingle ? nil : range
    self.ifRange = ifRange
  }

  /// As a client sent it.
  public init(_ request: Request) {
    self.init(isHead: request.method == .head, range: request.headers["Range"], ifRange: request.headers["If-Range"])
  }
}
