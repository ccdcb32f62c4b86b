import Core
import Relations

/// One save of a verse, in the list of all saves of a story.
struct StorySave: Sendable {
  let verse: VerseID
  /// As it is called now.
  let title: String
  let version: Int64
  let note: String
  /// Nil for someone who left.
  let author: Person?
  let savedAt: Timestamp

  var cursor: SaveCursor { SaveCursor(moment: savedAt.microseconds, verse: verse.rawValue, version: version) }
}

/// Where a part of that list begins: after this save.
struct SaveCursor: Sendable {
  let moment: Int64
  let verse: Int64
  let version: Int64

  init(moment: Int64, verse: Int64, version: Int64) { (self.moment, self.verse, self.version) = (moment, verse, version) }

  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Int64(String(Substring($0))) }
    guard parts.count == 3, let moment = parts[0], let verse = parts[1], let version = parts[2] else { return nil }
    self.init(moment: moment, verse: verse, version: version)
  }

  var text: String { "\(moment).\(verse).\(version)" }
}

struct SavesRequest: Sendable {
  let before: SaveCursor?

  init(reading fields: inout Fields) {
    fields.refuseEmpty("before")
    before = fields.optionalParsed("before", "must be what the page before gave", upTo: 64) { SaveCursor($0) }
  }
}

struct SavesSlice: Sendable {
  let saves: [StorySave]
  let next: SaveCursor?
}
