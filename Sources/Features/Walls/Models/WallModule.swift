import Core
import JSON
import Media

public enum ModuleEntity: Sendable {}
public typealias ModuleID = Identifier<ModuleEntity>

public enum ModuleKind: String, CaseIterable, Sendable {
  case text, image, gallery, link, audio
  case voiceNote = "voice_note"
  case guestbook, html, script, song, friends

  /// Whether modules of this kind are entries of feeds. Those that only lead to lists are not.
  var isInFeeds: Bool { self != .guestbook && self != .friends }

  /// The feature that makes what modules of this kind show; nil if walls alone do.
  var feature: FeatureSwitch? {
    switch self {
    case .image, .gallery, .audio, .voiceNote: .media
    case .script: .codeground
    case .song: .song
    case .text, .link, .guestbook, .html, .friends: nil
    }
  }
}

/// How a module looks.
public struct ModuleStyle: Hashable, Sendable {
  public enum Paint: String, CaseIterable, Sendable { case none, acid, pink, sky, orange, yellow }

  var paint = Paint.none
  var isWide = false

  init(paint: Paint = .none, isWide: Bool = false) {
    self.paint = paint
    self.isWide = isWide
  }

  init(reading fields: inout Fields) {
    paint = fields.optionalChoice("paint") ?? .none
    isWide = fields.optionalFlag("wide") ?? false
  }
}

/// One part of a wall.
public struct WallModule: Hashable, Sendable {
  /// How long a removed module can be brought back.
  public static let restorable = Duration.days(30)
  public static let mostPerWall = 200

  public let id: ModuleID
  public let owner: UserID
  /// The owner's username, for links.
  let ownerName: String
  public internal(set) var content: ModuleContent
  public internal(set) var style: ModuleStyle
  /// What it shows of the owner's files, in the order of its content.
  var media: [ShownMedia]
  /// Of a link that looks like one.
  var card: LinkCard?
  /// See `FractionalIndex`.
  var position: String
  /// Of its last change, in the place of the wall.
  var sequence: Int64
  public let createdAt: Timestamp
  public internal(set) var updatedAt: Timestamp
  var removedAt: Timestamp?
  var isRemovedByStaff: Bool

  public var kind: ModuleKind { content.kind }
  var usesMedia: Bool { !media.isEmpty || card?.image != nil }
  public var version: String { String(sequence) }

  func isRestorable(at now: Timestamp) -> Bool { removedAt.map { now - Self.restorable < $0 } ?? true }
}

/// A module to be made.
public struct ModuleDraft: Hashable, Sendable {
  let content: ModuleContent
  let style: ModuleStyle
  /// Nil: it comes first.
  let after: ModuleID?

  init(content: ModuleContent, style: ModuleStyle = ModuleStyle(), after: ModuleID? = nil) {
    self.content = content
    self.style = style
    self.after = after
  }

  public init(reading fields: inout Fields) {
    let isKnown = fields.has("kind") && ModuleKind(rawValue: TextRules.trimmed(fields.typed("kind", upTo: 32))) != nil
    let kind: ModuleKind = fields.choice("kind")
    // What a kind that does not exist would hold is not known, so only the kind is refused.
    if !isKnown { fields.ignore("content") }
    content = isKnown ? fields.object("content") { ModuleContent(kind, reading: &$0) } : .guestbook
    style = fields.optionalObject("style") { ModuleStyle(reading: &$0) } ?? ModuleStyle()
    after = fields.optionalID("after")
  }

  /// One form for all spellings of the same request.
  var canonical: [UInt8] {
    var json = JSONWriter(capacity: 128)
    json.array { json in
      json.string(content.kind.rawValue)
      json.raw(content.json)
      json.string(style.paint.rawValue)
      json.string(style.isWide ? "wide" : "")
      json.string(after?.description ?? "")
    }
    return json.bytes
  }
}

/// New content for a module, and a new style unless that stays.
public struct ModuleChange: Hashable, Sendable {
  let content: ModuleContent
  let style: ModuleStyle?

  init(content: ModuleContent, style: ModuleStyle? = nil) {
    self.content = content
    self.style = style
  }

  init(_ kind: ModuleKind, reading fields: inout Fields) {
    content = fields.object("content") { ModuleContent(kind, reading: &$0) }
    style = fields.optionalObject("style") { ModuleStyle(reading: &$0) }
  }
}

/// A way to move a module by one place.
public enum ModuleStep: String, CaseIterable, Sendable { case up, down }

/// The state a change expects a profile or module to be in.
public enum WallExpectation: Hashable, Sendable {
  case anything
  case oneOf(Set<String>)

  /// Throws `PRECONDITION_FAILED` if the thing is in another state.
  func check(_ version: String) throws(AppError) {
    guard case .oneOf(let versions) = self, !versions.contains(version) else { return }
    throw AppError(.preconditionFailed, "This has changed since you last saw it")
  }
}
