import JSON

/// A story as it is read: what can be reached, and by which rules.
struct Narrative: Sendable {
  struct Verse: Sendable {
    let id: VerseID
    let isEnding: Bool
    var choices: [Choice]
  }

  let root: VerseID
  let variables: [StoryVariable]
  /// Those that can be read. A choice that leads anywhere else is a stub.
  let verses: [VerseID: Verse]
}

/// Where somebody is in a story: all that a reading depends on.
struct ReadingState: Hashable, Sendable {
  var values: [ShortName: StoryValue]
  var visited: Set<VerseID>
  var present: VerseID

  /// The first verse counts as visited.
  init(at verse: VerseID, with values: [ShortName: StoryValue]) {
    self.values = values
    visited = [verse]
    present = verse
  }

  func meets(_ condition: Condition<VerseID>?) -> Bool {
    guard let condition else { return true }
    return switch condition.joint {
    case .all: condition.tests.allSatisfy(passes)
    case .any: condition.tests.contains(where: passes)
    }
  }

  func passes(_ test: StoryTest<VerseID>) -> Bool {
    switch test {
    case .compare(let name, let comparison, let value): values[name].map { comparison.holds($0, value) } ?? false
    case .visited(let verse): visited.contains(verse)
    }
  }

  mutating func take(_ choice: Choice) {
    for effect in choice.then {
      switch effect {
      case .set(let name, let value): values[name] = value
      case .add(let name, let amount):
        guard case .number(let number)? = values[name] else { continue }
        values[name] = .number(min(max(number + amount, StoryValue.numbers.lowerBound), StoryValue.numbers.upperBound))
      }
    }
    present = choice.to
    visited.insert(choice.to)
  }
}

/// A path played over the story as it stands.
struct FoldedReading: Sendable {
  let state: ReadingState
  /// How many steps of the path hold.
  let step: Int
  /// How many were cut.
  let lost: Int
}

/// A choice as it is shown to a reader.
struct OfferedChoice: Sendable {
  let choice: Choice
  let isOpen: Bool
}

extension Narrative {
  var start: ReadingState {
    ReadingState(at: root, with: Dictionary(variables.map { ($0.name, $0.first) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Takes the choices one after another and stops before the first that does not hold: it is gone, its target is, or its test is not met.
  func fold(_ path: [ChoiceID], from start: ReadingState? = nil) -> FoldedReading {
    var state = start ?? self.start
    for (step, id) in path.enumerated() {
      guard let choice = open(id, in: state) else { return FoldedReading(state: state, step: step, lost: path.count - step) }
      state.take(choice)
    }
    return FoldedReading(state: state, step: path.count, lost: 0)
  }

  /// The choice of the present verse with that id, if it can be taken.
  func open(_ id: ChoiceID, in state: ReadingState) -> Choice? {
    guard let choice = verses[state.present]?.choices.first(where: { $0.id == id }), verses[choice.to] != nil, state.meets(choice.when)
    else { return nil }
    return choice
  }

  /// The choices of the present verse, stubs left out.
  ///
  /// - Parameter locked: Whether those whose test is not met are shown, too.
  func offered(in state: ReadingState, withLocked locked: Bool) -> [OfferedChoice] {
    (verses[state.present]?.choices ?? []).compactMap { choice in
      guard verses[choice.to] != nil else { return nil }
      let isOpen = state.meets(choice.when)
      return isOpen || locked ? OfferedChoice(choice: choice, isOpen: isOpen) : nil
    }
  }
}
