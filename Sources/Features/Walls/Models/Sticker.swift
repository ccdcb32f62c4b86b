import Core
import Media
import Relations

public enum StickerEntity: Sendable {}
public typealias StickerID = Identifier<StickerEntity>

/// What a sticker shows.
public enum StickerContent: Hashable, Sendable {
  /// One of our drawings.
  case art(StickerArt)
  /// Words or a kaomoji.
  case text(String)
  /// A picture of the placer's own.
  case image(MediaID)

  static let textLengths = 1...32

  enum Kind: String, CaseIterable, Sendable { case art, text, image }

  var kind: Kind {
    switch self {
    case .art: .art
    case .text: .text
    case .image: .image
    }
  }

  /// The file that it shows, which has to be the placer's.
  var claims: [MediaClaim] {
    if case .image(let id) = self { [MediaClaim(id, kind: .image, field: "media_id")] } else { [] }
  }

  /// As it is kept.
  var stored: String {
    switch self {
    case .art(let art): art.rawValue
    case .text(let text): text
    case .image(let id): id.rawValue
    }
  }

  /// Nil for what was not written here.
  init?(_ kind: Kind, stored: String) {
    switch kind {
    case .art:
      guard let art = StickerArt(rawValue: stored) else { return nil }
      self = .art(art)
    case .text: self = .text(stored)
    case .image:
      guard let id = MediaID(text: stored) else { return nil }
      self = .image(id)
    }
  }

  /// What it is called where it cannot be seen.
  var label: String {
    switch self {
    case .art(let art): art.label
    case .text(let text): text
    case .image: "Picture"
    }
  }
}

/// Where a sticker lies and how it is turned. Whole numbers, so that both databases keep and compare exactly what was said.
struct StickerPose: Hashable, Sendable {
  static let percent = 0...100
  static let degrees = -180...180

  /// The centre, in hundredths of a percent of the board.
  var x: Int
  var y: Int
  /// Tenths of a degree.
  var rotation = 0
  /// Hundredths.
  var scale = 100

  /// A number of this many decimals as JSON and SVG write it: 1250 with two is `12.5`.
  static func decimal(_ value: Int, places: Int) -> String {
    let unit = (0..<places).reduce(1) { unit, _ in unit * 10 }
    var digits = String(value.magnitude % unit.magnitude)
    digits = String(repeating: "0", count: places - digits.utf8.count) + digits
    while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
    return (value < 0 ? "-" : "") + String(value.magnitude / unit.magnitude) + (digits.isEmpty ? "" : "." + digits)
  }
}

/// Something somebody put on a wall.
public struct Sticker: Hashable, Sendable {
  public static let mostPerWall = 200
  public static let mostPerVisitor = 20

  public let id: StickerID
  public let owner: UserID
  var pose: StickerPose
  var z: Int64
  var sequence: Int64
  let createdAt: Timestamp
  /// Who placed it; nil once it is deleted for good.
  let placer: UserID?
  /// Nil once it is deleted, or while it is shown nowhere.
  let shown: Shown?

  struct Shown: Hashable, Sendable {
    let content: StickerContent
    /// Of a picture.
    let file: ShownMedia?
    let placer: Person
  }

  /// Stickers are drawn in ascending byte order of it.
  var order: String { Self.digits(UInt64(bitPattern: z) ^ (1 << 63)) + Self.digits(UInt64(id.rawValue)) }

  private static func digits(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// A sticker to be placed.
public struct StickerDraft: Hashable, Sendable {
  let content: StickerContent
  let pose: StickerPose

  public init(reading fields: inout Fields) {
    // What a kind that does not exist would hold is not known, so only the kind is refused.
    let isKnown = StickerContent.Kind(rawValue: TextRules.trimmed(fields.typed("kind", upTo: 32))) != nil
    if !isKnown { fields.ignore("art", "text", "media_id") }
    let kind: StickerContent.Kind = fields.choice("kind")
    content =
      switch kind {
      case _ where !isKnown: .text("")
      case .art: .art(fields.choice("art"))
      case .text: .text(fields.line("text", StickerContent.textLengths))
      case .image: .image(fields.mediaID("media_id", of: .image))
      }
    pose = StickerPose(
      x: fields.decimal("x", StickerPose.percent, places: 2), y: fields.decimal("y", StickerPose.percent, places: 2),
      rotation: fields.optionalDecimal("rotation", StickerPose.degrees, places: 1) ?? 0, scale: fields.optionalScale() ?? 100)
  }

  /// One form for all spellings of the same request.
  var canonical: [UInt8] {
    Array("\(content.kind.rawValue) \(pose.x) \(pose.y) \(pose.rotation) \(pose.scale) \(content.stored)".utf8)
  }
}

/// A change of some of a sticker's numbers.
public struct StickerChange: Hashable, Sendable {
  /// Above or below all others.
  enum Stack: String, CaseIterable, Sendable { case front, back }

  let x: Int?
  let y: Int?
  let rotation: Int?
  let scale: Int?
  let stack: Stack?

  /// At least one field.
  init(reading fields: inout Fields) throws(AppError) {
    x = fields.optionalDecimal("x", StickerPose.percent, places: 2)
    y = fields.optionalDecimal("y", StickerPose.percent, places: 2)
    rotation = fields.optionalDecimal("rotation", StickerPose.degrees, places: 1)
    scale = fields.optionalScale()
    stack = fields.optionalChoice("stack")
    guard x == nil, y == nil, rotation == nil, scale == nil, stack == nil else { return }
    try fields.finish()
    throw AppError(.validation, "Say what to change")
  }

  func apply(to pose: inout StickerPose) {
    if let x { pose.x = x }
    if let y { pose.y = y }
    if let rotation { pose.rotation = rotation }
    if let scale { pose.scale = scale }
  }
}

extension Fields {
  /// 0.2 to 5, in hundredths.
  fileprivate mutating func optionalScale() -> Int? {
    optionalDecimal("scale", 0.2...5, places: 2)
  }
}
