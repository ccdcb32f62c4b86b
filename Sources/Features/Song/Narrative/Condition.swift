import JSON

/// When a choice is open. `Verse` is how the verse of a `visited` is named: by id in a story, by key or title in a file.
struct Condition<Verse: Hashable & Sendable>: Hashable, Sendable {
  typealias Joint = ConditionJoint

  static var counts: ClosedRange<Int> { 1...4 }

  let joint: Joint
  let tests: [StoryTest<Verse>]

  /// One test alone is an `all`.
  init(_ joint: Joint, _ tests: [StoryTest<Verse>]) {
    self.joint = tests.count == 1 ? .all : joint
    self.tests = tests
  }
}

/// Whether all tests must be met, or any of them.
enum ConditionJoint: String, Sendable { case all, any }

enum StoryTest<Verse: Hashable & Sendable>: Hashable, Sendable {
  case compare(ShortName, Comparison, StoryValue)
  case visited(Verse)

  var variable: ShortName? { if case .compare(let name, _, _) = self { name } else { nil } }
  var verse: Verse? { if case .visited(let verse) = self { verse } else { nil } }
}

enum Comparison: String, CaseIterable, Sendable {
  case equals = "is"
  case differs = "not"
  case atLeast = "min"
  case atMost = "max"

  /// As people write it.
  var sign: String {
    switch self {
    case .equals: "is"
    case .differs: "is not"
    case .atLeast: ">="
    case .atMost: "<="
    }
  }

  func holds(_ left: StoryValue, _ right: StoryValue) -> Bool {
    switch (self, left, right) {
    case (.equals, _, _): left == right
    case (.differs, _, _): left != right
    case (.atLeast, .number(let left), .number(let right)): left >= right
    case (.atMost, .number(let left), .number(let right)): left <= right
    default: false
    }
  }
}

extension StoryVariable {
  /// The comparisons that a test of the variable may use.
  var comparisons: [Comparison] {
    switch kind {
    case .flag: [.equals]
    case .word: [.equals, .differs]
    case .number: Comparison.allCases
    }
  }
}

/// What a choice does to a variable.
enum StoryEffect: Hashable, Sendable {
  case set(ShortName, StoryValue)
  /// To a number; not 0.
  case add(ShortName, Int)

  static let most = 4

  var variable: ShortName {
    switch self {
    case .set(let name, _), .add(let name, _): name
    }
  }
}

/// A choice without its id: what it says, where it leads, when it is open and what it does.
struct ChoiceText<Verse: Hashable & Sendable>: Sendable {
  var label: String
  var to: Verse
  var when: Condition<Verse>?
  var then: [StoryEffect] = []
}

/// A choice of a verse.
struct Choice: Sendable {
  static let most = 8
  static let labels = 1...120

  let id: ChoiceID
  let text: ChoiceText<VerseID>

  var label: String { text.label }
  var to: VerseID { text.to }
  var when: Condition<VerseID>? { text.when }
  var then: [StoryEffect] { text.then }
}
