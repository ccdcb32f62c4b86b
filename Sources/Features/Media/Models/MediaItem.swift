import Core

/// A picture or a sound that a member uploaded.
public struct MediaItem: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case image, audio
  }

  /// In the order of creation.
  let number: Int64
  let owner: UserID
  let key: MediaKey
  /// False for sounds, and for pictures that were uploaded before squares were made.
  let hasSquares: Bool
  public let shown: ShownMedia

  public var id: MediaID { shown.id }
  public var kind: Kind { shown.kind }
  var bytes: Int64 { shown.bytes }
  var files: [MediaFileName] { hasSquares ? MediaFileName.all(of: kind) : MediaFileName.addressed(of: kind) }

  /// How long a file that nothing uses is kept.
  public static let unusedLifetime = Duration.days(7)
}

/// What everybody who sees a file is told of it. It never changes, so things that show the file keep a copy of this in their own rows.
public struct ShownMedia: Hashable, Sendable {
  public let id: MediaID
  public let kind: MediaItem.Kind
  /// Of all its files.
  public let bytes: Int64
  /// Of pictures, in pixels.
  public let width: Int?
  public let height: Int?
  public let frames: Int?
  /// Of sounds.
  public let milliseconds: Int?
  /// Of sounds: 50 numbers from 0 to 1,000, the loudest 1,000.
  public let waveform: [Int]?
  public let createdAt: Timestamp
}
