/// One of the files of a picture or a sound.
public enum MediaFileName: String, CaseIterable, Sendable {
  case image320 = "320.webp"
  case image640 = "640.webp"
  case image1280 = "1280.webp"
  case audio = "audio.mp3"
  /// For avatars: the middle of the first frame, without transparency.
  case square128 = "square-128.webp"
  case square256 = "square-256.webp"

  public var kind: MediaItem.Kind { self == .audio ? .audio : .image }
  public var contentType: String { self == .audio ? "audio/mpeg" : "image/webp" }
  var isSquare: Bool { self == .square128 || self == .square256 }
  /// As `sizes` calls it.
  var label: String { String(rawValue.prefix { $0 != "." }) }

  /// Those that have an address of their own.
  static func addressed(of kind: MediaItem.Kind) -> [MediaFileName] { all(of: kind).filter { !$0.isSquare } }

  static func all(of kind: MediaItem.Kind) -> [MediaFileName] { allCases.filter { $0.kind == kind } }
}

/// What the names of an item's files begin with: a digest of its id and of the bytes that were uploaded, as 64 hex digits. Nothing else has
/// it, so files can be removed without asking who else needs them.
struct MediaKey: Hashable, Sendable {
  let rawValue: String

  init(rawValue: String) { self.rawValue = rawValue }

  /// Nil if the text is not a valid key.
  init?(text: some StringProtocol) {
    guard text.utf8.count == 64, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
    rawValue = String(text)
  }
}
