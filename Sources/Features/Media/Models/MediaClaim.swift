import Core

/// What a thing wants to show: a file of its owner's, of the right kind.
public struct MediaClaim: Hashable, Sendable {
  public let id: MediaID
  /// Nil: either.
  public let kind: MediaItem.Kind?
  /// The longest a sound may be.
  public let longest: Duration?
  /// Whether it has to be a picture of which there is a square.
  public let needsSquare: Bool
  /// The field that named it, for the error: `content.media_id`.
  public let field: String

  public init(
    _ id: MediaID, kind: MediaItem.Kind? = nil, longest: Duration? = nil, needsSquare: Bool = false, field: String
  ) {
    self.id = id
    self.kind = kind
    self.longest = longest
    self.needsSquare = needsSquare
    self.field = field
  }

  /// What is wrong with the item the claim names; nil for one that may be used.
  func problem(with item: MediaItem?) -> String? {
    guard let item else { return Self.notYours(kind) }
    if let kind, item.kind != kind { return Self.notYours(kind) }
    if let longest, let milliseconds = item.shown.milliseconds, .milliseconds(milliseconds) > longest {
      return "must be at most \(longest.components.seconds) seconds long"
    }
    if needsSquare, !item.hasSquares { return "is an older upload that has no square copy. Delete the file and upload it again" }
    return nil
  }

  public static func notYours(_ kind: MediaItem.Kind?) -> String {
    switch kind {
    case .image: "must be a picture that you uploaded"
    case .audio: "must be a sound that you uploaded"
    case nil: "must be a file that you uploaded"
    }
  }
}

extension Fields {
  /// The required id of a file. Whether it is the owner's is seen when it is claimed.
  public mutating func mediaID(_ name: String, of kind: MediaItem.Kind) -> MediaID {
    parsed(name, MediaClaim.notYours(kind), placeholder: .missing, upTo: 64) { MediaID(text: $0) }
  }

  /// The id of a file, as claims name it.
  public mutating func mediaClaim(
    _ name: String, kind: MediaItem.Kind? = nil, longest: Duration? = nil, namedAs field: String? = nil
  ) -> MediaClaim? {
    guard let text = optionalText(name, 1...36) else { return nil }
    guard let id = MediaID(text: text) else {
      refuse(name, MediaClaim.notYours(kind))
      return nil
    }
    return MediaClaim(id, kind: kind, longest: longest, field: field ?? name)
  }
}
