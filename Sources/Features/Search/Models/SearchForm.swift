import Core

/// A search: the words, and the filters.
public struct SearchForm: Hashable, Sendable {
  /// Who asks. The form of the page sends all its fields, so that an empty one is one that was not filled in.
  enum Source { case program, page }

  /// The kinds of results.
  enum Target: Hashable, Sendable {
    case everything
    case things(SubjectName)
    case people
  }

  static let lengths = 1...200
  static let limits: ClosedRange<Int64> = 1...100
  static let standardLimit = 20
  static let person = "person"
  static let kinds = SubjectName.allCases.map(\.rawValue) + [person]

  let text: String
  var target = Target.everything
  /// A username: only what they made.
  var person: String?
  /// The name of a room or the address of a conversation: only its messages.
  var room: String?
  var from: Day?
  var to: Day?
  var before: SearchCursor?
  var limit = SearchForm.standardLimit

  init(text: String) { self.text = text }

  init(reading fields: inout Fields, from source: Source) {
    text = fields.searchText("q")
    if source == .program {
      fields.refuseEmpty("kind", "person", "room", "from", "to", "before", "limit")
    }
    let kind = fields.optionalParsed(
      "kind", "must be one of \(Self.kinds.joined(separator: ", "))", upTo: 32
    ) { (name: String) -> Target? in
      if name == Self.person { return .people }
      return SubjectName(rawValue: name).map { .things($0) }
    }
    target = kind ?? .everything
    person = fields.optionalText("person", 1...64)
    room = fields.optionalText("room", 1...64)
    from = fields.optionalParsed("from", Day.rule, upTo: 32) { Day($0) }
    to = fields.optionalParsed("to", Day.rule, upTo: 32) { Day($0) }
    if let from, let to, to < from { fields.refuse("to", "must not be before from") }
    before = fields.optionalParsed("before", "must be a cursor of this search", upTo: 64) {
      SearchCursor(text: $0)
    }
    if let before, before.kind != cursorKind { fields.refuse("before", "must be a cursor of this search") }
    limit = fields.optionalInteger("limit", Self.limits).map(Int.init) ?? Self.standardLimit
    // A conversation holds messages only.
    if isInConversation, target != .everything, target != .things(.message) {
      fields.refuse("kind", "must be message in a conversation")
    }
  }

  /// Whether the messages of one conversation are searched.
  var isInConversation: Bool { room?.utf8.starts(with: "dm:".utf8) == true }

  private var cursorKind: SearchCursor.Kind { target == .people ? .people : isInConversation ? .conversation : .things }

  /// Whether the answer names people too.
  var namesPeople: Bool { target == .everything && room == nil && person == nil && before == nil }
}

extension Fields {
  /// The text of a search. It may hold any characters: all but letters and digits separate words.
  mutating func searchText(_ name: String) -> String {
    let problem =
      "must be \(SearchForm.lengths.lowerBound) to \(SearchForm.lengths.upperBound) characters"
    let bytes = SearchForm.lengths.upperBound * 4 + 1_024
    let typed = self.typed(name, upTo: bytes)
    ignore(name)
    let text = TextRules.trimmed(typed)
    guard SearchForm.lengths.contains(TextRules.length(text)) else {
      refuse(name, problem)
      return ""
    }
    return text
  }
}
