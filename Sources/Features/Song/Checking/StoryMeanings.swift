import JSON

/// Which tests a reading can meet at all. A variable may hold its first value and whatever any choice sets; any number once one adds to it.
struct StoryMeanings {
  private let story: CanonStory
  private let isReached: [Bool]
  private var possible: [ShortName: Set<StoryValue>] = [:]
  /// Variables to which some choice adds: they may hold any number.
  private var added: Set<ShortName> = []
  /// Variables that some choice asks for.
  private(set) var tested: Set<ShortName> = []

  init(_ story: CanonStory, _ isReached: [Bool]) {
    self.story = story
    self.isReached = isReached
    for variable in story.variables { possible[variable.name] = [variable.first] }
    for verse in story.verses {
      for choice in verse.choices {
        for effect in choice.then {
          switch effect {
          case .set(let name, let value): possible[name]?.insert(value)
          case .add(let name, _): added.insert(name)
          }
        }
        for test in choice.when?.tests ?? [] { if let name = test.variable { tested.insert(name) } }
      }
    }
  }

  /// What is wrong with the condition of a choice; nil if each of its tests can be met.
  func impossible(in choice: Choice) -> String? {
    guard let when = choice.when else { return nil }
    // In an `all`, the tests of one variable must be met by one value.
    let groups: [[StoryTest<VerseID>]]
    switch when.joint {
    case .any: groups = when.tests.map { [$0] }
    case .all:
      var grouped: [[StoryTest<VerseID>]] = []
      for test in when.tests {
        if let name = test.variable, let index = grouped.firstIndex(where: { $0[0].variable == name }) {
          grouped[index].append(test)
        } else {
          grouped.append([test])
        }
      }
      groups = grouped
    }
    guard let group = groups.first(where: { !canBeMet($0) }) else { return nil }
    let words = Condition(.all, group).text { id in
      story.index(of: id).map { story.verses[$0].title.inQuotes } ?? "a verse that was removed"
    }
    return "“\(choice.label)” asks for something that cannot happen: \(words)"
  }

  private func canBeMet(_ tests: [StoryTest<VerseID>]) -> Bool {
    guard let name = tests[0].variable else {
      return tests.allSatisfy { test in test.verse.flatMap { story.index(of: $0) }.map { isReached[$0] } ?? false }
    }
    func isMet(by value: StoryValue) -> Bool {
      tests.allSatisfy { test in
        if case .compare(_, let comparison, let wanted) = test { comparison.holds(value, wanted) } else { true }
      }
    }
    if added.contains(name) { return StoryValue.numbers.contains { isMet(by: .number($0)) } }
    return (possible[name] ?? []).contains(where: isMet)
  }
}
