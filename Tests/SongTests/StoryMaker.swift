import Core
import JSON
import RandomTesting

@testable import Song

/// Makes stories by chance, with what is hard in texts.
struct StoryMaker {
  var random: SeededRandom

  init(_ seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func flip(_ chances: Int = 2) -> Bool { number(1...chances) == 1 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

  private static let words = [
    "gate", "Ash", "the", "cellar", "\"no\"", "\\", "é", "e\u{301}", "🐈", "a]", "[b", "{c}", "-", ">", "<", "$gold", "(if:", "::", "ß",
    "x\\", "'", "&amp;", "<script>", "]]>", "(history:)", "日本",
  ]

  /// One line that may be a title or a label.
  mutating func line(_ longest: Int) -> String {
    while true {
      let words = (0..<number(1...4)).map { _ in pick(Self.words) }
      let text = words.joined(separator: " ")
      if text.unicodeScalars.count <= longest, VerseRules.problem(ofTitle: text) == nil { return text }
    }
  }

  mutating func body() -> String {
    let signs = [
      "[", "\\", "]", "[[", "]]", "\n", "\n::", "\n(if: ", "\n(link-reveal-goto: ", "\\::", " ", "word", "(set: $a to 1)", "->", "\n\n",
      "é",
    ]
    let text = (0..<number(0...12)).map { _ in pick(signs) }.joined()
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  mutating func variables() -> [StoryVariable] {
    let names: [ShortName] = ["gold", "door", "sky", "x_1", "mood"]
    return names.prefix(number(0...5)).map { name in
      switch number(0...2) {
      case 0: return StoryVariable(name: name, kind: .flag, first: .flag(flip()))
      case 1: return StoryVariable(name: name, kind: .number, first: .number(number(-999...999)))
      default:
        let words: [ShortName] = Array(["red", "blue", "3", "true", "a-b", "a_b"].prefix(number(1...6)))
        return StoryVariable(name: name, kind: .word(words), first: .word(pick(words)))
      }
    }
  }

  mutating func value(of variable: StoryVariable) -> StoryValue {
    switch variable.kind {
    case .flag: .flag(flip())
    case .number: .number(number(-999...999))
    case .word(let words): .word(pick(words))
    }
  }

  mutating func condition<Verse>(_ variables: [StoryVariable], _ verse: (inout StoryMaker) -> Verse) -> Condition<Verse> {
    let tests = (0..<number(1...4)).map { _ -> StoryTest<Verse> in
      guard !variables.isEmpty, flip() else { return .visited(verse(&self)) }
      let variable = pick(variables)
      return .compare(variable.name, pick(variable.comparisons), value(of: variable))
    }
    return Condition(flip() ? .all : .any, tests)
  }

  mutating func effects(_ variables: [StoryVariable]) -> [StoryEffect] {
    variables.shuffled(using: &random).prefix(number(0...4)).map { variable in
      guard variable.kind == .number, flip() else { return .set(variable.name, value(of: variable)) }
      let amount = number(-999...999)
      return .add(variable.name, amount == 0 ? 1 : amount)
    }
  }

  /// The living canon of a story, with stubs.
  mutating func canon(_ count: Int, choices: ClosedRange<Int> = 0...4) -> CanonStory {
    let variables = variables()
    let ids = (1...count).map { VerseID(Int64($0 * 3)) }
    var taken: Set<TitleKey> = []
    var nextChoice: Int64 = 0
    let verses = ids.map { id in
      let title = VerseRules.freeTitle(line(80)) { taken.contains($0) }
      taken.insert(TitleKey(title))
      let choices = (0..<number(choices)).map { _ in
        nextChoice += 1
        let to = flip(8) ? VerseID(2) : pick(ids)
        let when = flip(3) ? condition(variables) { maker in maker.flip(8) ? VerseID(2) : maker.pick(ids) } : nil
        return Choice(
          id: ChoiceID(nextChoice), text: ChoiceText(label: line(120), to: to, when: when, then: flip(3) ? effects(variables) : []))
      }
      return CanonStory.Verse(id: id, title: title, body: body(), isEnding: flip(4), choices: choices)
    }
    return CanonStory(root: pick(ids), variables: variables, verses: verses)
  }

  mutating func keyed(_ count: Int) -> KeyedStory {
    KeyedStory(
      canon(count), title: line(120), blurb: body(), ifid: "6E9B1A40-0000-4000-8000-00000000000A", unmet: pick(StoryUnmet.allCases),
      credits: ["miso"])
  }
}

extension CanonStory {
  var narrative: Narrative {
    Narrative(
      root: root, variables: variables,
      verses: Dictionary(
        uniqueKeysWithValues: verses.map { ($0.id, Narrative.Verse(id: $0.id, isEnding: $0.isEnding, choices: $0.choices)) }))
  }
}
