import Core
import Encoding
import Engine
import HTTP

/// A file that can be sent to members, from this machine or another server.
public protocol ServedFile: Sendable {
  /// The name to save it under.
  var name: String { get }

  /// Opens the file and answers with its head, or with 416; the body follows when the answer is sent. An answer may be dropped unsent.
  /// Throws `UNAVAILABLE` when the file cannot be reached.
  func answer(_ request: FileRequest) async throws(AppError) -> Response

  /// What is known of the file without waiting; nil if it cannot be reached.
  func facts() async -> FileFacts?
}

/// What a page shows of a file.
public struct FileFacts: Hashable, Sendable {
  /// In bytes; nil if its server does not say.
  public let size: Int64?
  /// SHA-256 as 64 hex digits; nil while it is unknown.
  public let digest: String?
  /// Whether the digest is being computed.
  public let isDigestComing: Bool

  public init(size: Int64?, digest: String?, isDigestComing: Bool) {
    self.size = size
    self.digest = digest
    self.isDigestComing = isDigestComing
  }
}

extension Response {
  /// The same answer, to be saved as a file with this name.
  public func saved(as name: String, type: String) -> Response {
    let disposition = ContentDisposition.header(.attachment, filename: name)
    // Programs look for this notation, even where plain ASCII would do.
    let extended = disposition.contains("filename*=") ? "" : "; filename*=UTF-8''" + PercentCoding.encode(FileName.sanitized(name))
    return with("Content-Type", type).with("Content-Disposition", disposition + extended)
  }

  /// An answer written piece by piece; `send` returns when more can be taken, and throws when the client is gone.
  public static func pieces(
    _ write: @escaping @Sendable (_ send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Void
  ) -> Response {
    Response(body: .stream { writer in try await write { try await writer.write($0) } })
  }

  /// Whether the requested range lies beyond the file.
  public var isBeyondTheFile: Bool { status == 416 }
}
