import Core
import Engine
import HTTP

/// A file for those who may have it, wherever it is kept.
public protocol ServedFile: Sendable {
  /// What it is called when it is saved.
  var name: String { get }

  /// Opens it and answers with its head, or with 416; the body follows when the answer is sent. Whoever does not send the answer
  /// drops it. Throws `UNAVAILABLE` when the file cannot be reached.
  func answer(_ request: FileRequest) async throws(AppError) -> Response

  /// What is known of it without waiting: nil where it cannot be reached.
  func facts() async -> FileFacts?
}

/// What people are told of a file.
public struct FileFacts: Hashable, Sendable {
  /// In bytes; nil when its keeper does not say.
  public let size: Int64?
  /// SHA-256 as 64 hex digits; nil while it is not known.
  public let digest: String?
  /// Whether the digest will be known soon without anybody's doing.
  public let isDigestComing: Bool

  public init(size: Int64?, digest: String?, isDigestComing: Bool) {
    self.size = size
    self.digest = digest
    self.isDigestComing = isDigestComing
  }
}

extension Response {
  /// An answer to be saved as a file under this name.
  public func saved(as name: String, type: String) -> Response {
    let disposition = ContentDisposition.header(.attachment, filename: name)
    // The notation that programs look for, also where plain ASCII would do.
    let extended = disposition.contains("filename*=") ? "" : "; filename*=UTF-8''" + PercentCoding.encode(FileName.sanitized(name))
    return with("Content-Type", type).with("Content-Disposition", disposition + extended)
  }

  /// An answer written piece by piece; `send` returns when more can be taken, and throws when the client is gone.
  public static func pieces(
    _ write: @escaping @Sendable (_ send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Void
  ) -> Response {
    Response(body: .stream { writer in try await write { try await writer.write($0) } })
  }

  /// Whether the range that was asked for lies beyond the file.
  public var isBeyondTheFile: Bool { status == 416 }
}
