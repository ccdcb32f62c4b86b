import Core

/// Which of their own files a member asks for.
public struct MediaListRequest: Hashable, Sendable {
  static let limits: ClosedRange<Int64> = 1...100
  static let standardLimit = 20

  let kind: MediaItem.Kind?
  let before: MediaID?
  let limit: Int

  /// A page of the settings, of either kind.
  init(before: MediaID? = nil, limit: Int) {
    kind = nil
    self.before = before
    self.limit = limit
  }

  init(reading fields: inout Fields) {
    if fields.has("kind"), fields.typed("kind").isEmpty { fields.refuse("kind", "must be image or audio") }
    kind = fields.optionalChoice("kind")
    before = fields.optionalText("before", 0...36).flatMap { MediaID(text: $0) }
    if fields.has("before"), before == nil { fields.refuse("before", Self.wrongCursor) }
    if fields.has("limit"), fields.typed("limit").isEmpty { fields.refuse("limit", "must be a whole number from 1 to 100") }
    limit = fields.optionalInteger("limit", Self.limits).map(Int.init) ?? Self.standardLimit
  }

  static let wrongCursor = "must be the id of a file of yours"
}

/// A page of a member's own files, newest first.
public struct MediaList: Hashable, Sendable {
  public let items: [MediaItem]
  /// Where the next page begins; nil on the last.
  public let next: MediaID?
  /// In bytes.
  public let used: Int64
  public let quota: Int64
}

/// A part of a member's own files as the settings show it: each with some of what shows it.
public struct MediaShelf: Sendable {
  static let length = 30
  /// The most uses that are named of one file.
  static let mostUses = 10

  let list: MediaList
  let uses: [MediaID: [MediaUse]]
}

/// Something that shows a file.
public struct MediaUse: Hashable, Sendable {
  public let kind: String
  /// What the owner calls the thing.
  public let label: String
  public let subject: Int64
  /// Where it is found.
  public let link: String
}
