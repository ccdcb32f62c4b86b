/// Who may read a story.
enum StoryVisibility: String, CaseIterable, Sendable {
  case `private`, members, `public`

  /// Whether whatever has this visibility is seen by all whom the other one lets in.
  func reaches(_ other: StoryVisibility) -> Bool {
    guard let own = Self.allCases.firstIndex(of: self), let asked = Self.allCases.firstIndex(of: other) else { return false }
    return own >= asked
  }

  var label: String {
    switch self {
    case .private: "Only its writers"
    case .members: "Members"
    case .public: "Everybody"
    }
  }
}

/// Who may write it.
enum StoryWriting: String, CaseIterable, Sendable {
  case named, open

  var label: String {
    switch self {
    case .named: "The writers that I name"
    case .open: "Every member who may read it"
    }
  }
}

/// How text becomes canon.
enum StoryCanon: String, CaseIterable, Sendable {
  case open, keeper, vote

  var label: String {
    switch self {
    case .open: "Writers save it themselves"
    case .keeper: "The keeper decides"
    case .vote: "By vote"
    }
  }
}

/// What readers see of choices that are not open.
enum StoryUnmet: String, CaseIterable, Sendable {
  case hidden, locked

  var label: String {
    switch self {
    case .hidden: "Hidden"
    case .locked: "Shown as locked"
    }
  }
}
