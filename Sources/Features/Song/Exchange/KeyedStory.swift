import Core
import JSON

/// A story outside its database: verses are named by their keys, from 1. Key 1 is the first verse.
struct KeyedStory: Sendable {
  struct Verse: Sendable {
    var title: String
    var body = ""
    var isEnding = false
    var choices: [ChoiceText<Int>] = []
  }

  static let mostVerses = 500

  var title: String
  var blurb = ""
  /// Nil for one that has none: it is given one when it comes in.
  var ifid: String?
  var unmet = StoryUnmet.hidden
  var variables: [StoryVariable] = []
  /// Usernames.
  var credits: [String] = []
  /// That of key 1 first.
  var verses: [Verse]

  func title(ofKey key: Int) -> String { verses.indices.contains(key - 1) ? verses[key - 1].title : "" }
}

extension KeyedStory {
  /// The living canon: the first verse has key 1, then breadth-first in choice order, then by id. Stubs are left out, and so are choices that
  /// can never open because they ask for a verse that is gone.
  init(_ story: CanonStory, title: String, blurb: String, ifid: String, unmet: StoryUnmet, credits: [String]) {
    let story = story.leaving
    let (order, _) = story.breadthFirst
    var keys: [VerseID: Int] = [:]
    for (position, index) in order.enumerated() { keys[story.verses[index].id] = position + 1 }
    let verses = order.map { index -> Verse in
      let verse = story.verses[index]
      return Verse(
        title: verse.title, body: verse.body, isEnding: verse.isEnding, choices: verse.choices.compactMap { $0.text.keyed(keys) })
    }
    self.init(
      title: title, blurb: blurb, ifid: ifid, unmet: unmet, variables: story.variables, credits: credits, verses: verses)
  }
}

extension CanonStory {
  /// Without the choices that stay behind.
  fileprivate var leaving: CanonStory {
    let keys = Dictionary(verses.map { ($0.id, 0) }, uniquingKeysWith: { first, _ in first })
    return CanonStory(
      root: root, variables: variables,
      verses: verses.map { verse in
        CanonStory.Verse(
          id: verse.id, title: verse.title, body: verse.body, isEnding: verse.isEnding,
          choices: verse.choices.filter { $0.text.keyed(keys) != nil })
      })
  }
}

extension ChoiceText<VerseID> {
  /// Nil for one that stays behind.
  fileprivate func keyed(_ keys: [VerseID: Int]) -> ChoiceText<Int>? {
    guard let target = keys[to] else { return nil }
    guard let when else { return ChoiceText<Int>(label: label, to: target, when: nil, then: then) }
    let tests = when.tests.map { test -> StoryTest<Int>? in
      switch test {
      case .compare(let variable, let comparison, let value): .compare(variable, comparison, value)
      case .visited(let verse): keys[verse].map { .visited($0) }
      }
    }
    let known = tests.compactMap { $0 }
    guard when.joint == .any ? !known.isEmpty : known.count == tests.count else { return nil }
    return ChoiceText<Int>(label: label, to: target, when: Condition<Int>(when.joint, known), then: then)
  }
}
