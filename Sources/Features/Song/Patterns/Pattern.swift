import Core
import JSON
import Relations

enum PatternEntity: Sendable {}

typealias PatternID = Identifier<PatternEntity>

extension PlaceKind {
  static let pattern = PlaceKind("pattern")
}

extension PlaceID {
  static func pattern(_ id: PatternID) -> PlaceID { PlaceID(.pattern, id.rawValue) }
}

/// Where a pattern comes from. Ids, which outlive the patterns.
struct PatternLineage: Hashable, Sendable {
  /// Nil for an original.
  let parent: PatternID?
  /// Its own, for an original.
  let root: PatternID
  let depth: Int
}

/// A loop of the step sequencer, with a name and an owner.
struct Pattern: Sendable {
  /// How long it can be brought back.
  static let restorable = Duration.days(30)
  static let titles = 1...80
  static let mostRevisions = 500

  let id: PatternID
  let owner: Person
  let title: String
  let visibility: StoryVisibility
  let version: Int64
  /// The number of the newest revision.
  let revision: Int
  /// As JSON.
  let loop: String
  let lineage: PatternLineage
  let sequence: Int64
  let createdAt: Timestamp
  let updatedAt: Timestamp
  let deletedAt: Timestamp?
  let isRemovedByStaff: Bool
}

/// A loop that a pattern had. It never changes.
struct PatternRevision: Sendable {
  let pattern: PatternID
  let number: Int
  /// What the pattern was called then.
  let title: String
  /// As JSON.
  let loop: String
  let createdAt: Timestamp

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("pattern", pattern.rawValue)
      json.field("number", number)
      json.key("loop")
      json.raw(Array(loop.utf8))
      json.field("at", createdAt.iso8601)
    }
  }
}

struct PatternSlice: Sendable {
  let patterns: [Pattern]
  let next: PatternID?
}

extension Pattern {
  var object: PlaceObject {
    guard deletedAt == nil else { return .tombstone("pattern", id.rawValue, sequence: sequence) }
    return PlaceObject("pattern", id.rawValue, sequence: sequence, html: fragment) { json in
      json.field("title", title)
      json.key("owner")
      owner.write(to: &json)
      json.field("visibility", visibility.rawValue)
      json.field("version", version)
      json.field("revision", revision)
      json.key("loop")
      json.raw(Array(loop.utf8))
      json.key("lineage")
      json.object { json in
        json.field("parent", lineage.parent?.rawValue)
        json.field("root", lineage.root.rawValue)
        json.field("depth", lineage.depth)
      }
      json.field("created_at", createdAt.iso8601)
      json.field("updated_at", updatedAt.iso8601)
    }
  }
}

extension Loop {
  /// As it is kept. The same loop gives the same text.
  var text: String { String(decoding: json, as: UTF8.self) }

  /// A loop that was kept.
  init(kept text: String) throws {
    var reader = LoopReader()
    self = reader.loop(try JSONValue(parsing: text))
  }
}

/// A pattern as forms offer it, without its loop.
struct PatternName: Sendable {
  /// How many of one's own are offered, and how many of others.
  static let most = 100

  let id: PatternID
  let title: String
  /// The newest one.
  let revision: Int
}
