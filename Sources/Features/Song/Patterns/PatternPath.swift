import Core

extension SongPath {
  static let newPattern = Link("song", "patterns", "new").text

  static func patterns(before cursor: PatternID?, mine: Bool = false) -> String {
    Link("song", query: ["kind": "patterns", "mine": mine ? "on" : nil, "before": cursor?.description]).text
  }

  static func pattern(_ id: PatternID) -> String { Link("song", "patterns", id.description).text }
  static func pattern(_ id: PatternID, _ part: PatternPart) -> String {
    Link("song", "patterns", id.description, part.rawValue).text
  }
  static func midi(_ id: PatternID, _ revision: Int) -> String {
    Link("api", "song", "patterns", id.description, "r", String(revision), "loop.mid").text
  }
}

/// A page of a pattern, or a form on one.
enum PatternPart: String { case delete, restore, fork }
