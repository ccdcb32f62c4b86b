import Core
import Crypto
import Encoding
import MediaWork

/// A file while it arrives: written to disk piece by piece, with its digest. An upload has one file; more are counted and dropped.
public actor MediaReception {
  private let workplace: any MediaWorkplace
  private let ended: @Sendable () -> Void
  private var digest = SHA256()
  private var head: [UInt8] = []
  private var size = 0
  private var files = 0

  /// - Parameter ended: called when it has been removed.
  init(_ workplace: any MediaWorkplace, ended: @escaping @Sendable () -> Void) {
    self.workplace = workplace
    self.ended = ended
  }

  /// A file begins. False for one that is not kept.
  func begin() -> Bool {
    files += 1
    return files == 1
  }

  func add(_ bytes: [UInt8]) async throws(AppError) {
    size += bytes.count
    if head.count < MediaFormat.signatureLength { head += bytes.prefix(MediaFormat.signatureLength - head.count) }
    digest.update(bytes)
    do { try await workplace.write(bytes) } catch { throw AppError(answeringFile: error) }
  }

  /// The file, once the whole body has been read. `VALIDATION_ERROR` unless it is one file that is not empty, `UNSUPPORTED_MEDIA_TYPE` if
  /// its bytes are of no format that is taken.
  ///
  /// - Parameter kind: the only kind that is taken; nil for either.
  func complete(only kind: MediaItem.Kind? = nil) throws(AppError) -> ReceivedMedia {
    guard files > 0 else { throw .validation("file", "is required") }
    guard files == 1 else { throw .validation("file", "must be given once") }
    guard size > 0 else { throw .validation("file", "is empty") }
    guard let format = MediaFormat(signature: head) else {
      throw AppError(
        .unsupportedMediaType, "This file is none of JPEG, PNG, GIF, WebP, AVIF, MP3, WAV, OGG and WebM audio")
    }
    if let kind, format.kind.rawValue != kind.rawValue {
      throw .validation("file", kind == .image ? "must be a picture" : "must be a sound")
    }
    return ReceivedMedia(workplace: workplace, format: format, source: Hex.encode(digest.digest()))
  }

  func remove() async {
    await workplace.remove()
    ended()
  }
}

/// A file that has arrived whole.
struct ReceivedMedia: Sendable {
  let workplace: any MediaWorkplace
  let format: MediaFormat
  /// SHA-256 as hex digits.
  let source: String
}
