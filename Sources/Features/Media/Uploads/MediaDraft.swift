import Core

/// An upload that was worked through, about to become a row.
struct MediaDraft: Sendable {
  let id: MediaID
  let key: MediaKey
  /// SHA-256 of the bytes that were uploaded, as hex digits.
  let source: String
  let bytes: Int64
  let shape: MediaShape
}

/// What the worker found out about a file.
struct MediaShape: Hashable, Sendable {
  let kind: MediaItem.Kind
  var width: Int?
  var height: Int?
  var frames: Int?
  var milliseconds: Int?
  var waveform: [Int]?
}

/// How an upload ended.
public struct MediaUpload: Sendable {
  public let id: MediaID
  /// The JSON object of it; as it was then for a request that is repeated.
  let json: [UInt8]
  /// False if the member had uploaded the same bytes before.
  let isNew: Bool
}
