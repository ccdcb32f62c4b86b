import Core

/// Which part of a feed is asked for.
public struct FeedRequest: Hashable, Sendable {
  /// Who asks. The form of the page sends all its fields, so that an empty one is one that was not filled in.
  enum Source { case program, page }

  static let limits: ClosedRange<Int64> = 1...100
  static let standardLimit = 20

  /// Only things of this kind.
  var kind: SubjectName?
  /// A username: only what they published.
  var person: String?
  var before: FeedCursor?
  var limit = FeedRequest.standardLimit

  init() {}

  /// - Parameter kinds: those that feeds know.
  init(reading fields: inout Fields, from source: Source, kinds: [SubjectName] = SubjectName.inFeeds) {
    if source == .program { fields.refuseEmpty("kind", "person", "before", "limit") }
    kind = fields.optionalParsed("kind", "must be one of \(kinds.map(\.rawValue).joined(separator: ", "))", upTo: 32) { name in
      kinds.first { $0.rawValue == name }
    }
    person = fields.optionalText("person", 1...64)
    before = fields.optionalParsed("before", "must be the next of an earlier answer", upTo: 64) { FeedCursor($0) }
    limit = fields.optionalInteger("limit", Self.limits).map(Int.init) ?? Self.standardLimit
  }
}

extension SubjectName {
  /// The kinds of things that feeds know, whether this server has any of them or not.
  static let inFeeds: [SubjectName] = [.module, .release, .script, .verse]
}
