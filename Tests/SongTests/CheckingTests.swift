import Core
import JSON
import RandomTesting
import Testing

@testable import Song

@Suite struct CheckingTests {
  private func choice(_ id: Int64, to verse: Int64, when: Condition<VerseID>? = nil, then: [StoryEffect] = []) -> Choice {
    Choice(id: ChoiceID(id), text: ChoiceText(label: "c\(id)", to: VerseID(verse), when: when, then: then))
  }

  private func verse(_ id: Int64, _ choices: [Choice] = [], ending: Bool = false, body: String = "Text.") -> CanonStory.Verse {
    CanonStory.Verse(id: VerseID(id), title: "v\(id)", body: body, isEnding: ending, choices: choices)
  }

  private func told(_ verses: [CanonStory.Verse], _ variables: [StoryVariable] = []) -> [String] {
    StoryCheck(CanonStory(root: VerseID(1), variables: variables, verses: verses)).problems.map {
      "\($0.kind.rawValue) \($0.verse?.description ?? "-") \($0.choice?.description ?? "-")"
    }
  }

  @Test func aStoryThatIsWholeHasNothingToMend() {
    #expect(told([verse(1, [choice(1, to: 2)]), verse(2, ending: true)]) == [])
    // Loops are allowed.
    #expect(told([verse(1, [choice(1, to: 2)]), verse(2, [choice(2, to: 1), choice(3, to: 3)]), verse(3, ending: true)]) == [])
    #expect(told([verse(1, [choice(1, to: 2)], ending: true), verse(2, [choice(2, to: 1)])]) == [])
  }

  @Test func everyKindIsTold() {
    #expect(told([verse(1, ending: true), verse(2, body: "")]) == ["unreachable 2 -"])
    #expect(told([verse(1)]) == ["dead_end 1 -"])
    #expect(told([verse(1, [choice(1, to: 9)])]) == ["dead_end 1 -", "stub 1 1"])
    #expect(told([verse(1, ending: true, body: "")]) == ["empty 1 -"])
    #expect(told([verse(1, [choice(1, to: 1)])]) == ["no_exit 1 -"])
    #expect(
      told([verse(1, [choice(1, to: 3)]), verse(3, [choice(2, to: 2)]), verse(2, [choice(3, to: 3), choice(4, to: 9)])])
        == ["no_exit 2 -", "stub 2 4"])
    let gold = StoryVariable(name: "gold", kind: .number, first: .number(0))
    #expect(told([verse(1, ending: true)], [gold]) == ["unused - -"])
  }

  @Test func testsThatNobodyCanMeetAreTold() {
    let variables = [
      StoryVariable(name: "gold", kind: .number, first: .number(0)), StoryVariable(name: "door", kind: .flag, first: .flag(false)),
    ]
    func told(_ when: Condition<VerseID>, _ then: [StoryEffect] = []) -> [String] {
      self.told(
        [
          verse(1, [choice(1, to: 2, when: when), choice(2, to: 2, then: then)], ending: true), verse(2, ending: true),
          verse(3, ending: true),
        ],
        variables
      ).filter { $0.hasPrefix("never") }
    }
    #expect(told(Condition(.all, [.compare("gold", .atLeast, .number(3))])) == ["never 1 1"])
    #expect(told(Condition(.all, [.compare("gold", .atLeast, .number(3))]), [.add("gold", 1)]) == [])
    #expect(told(Condition(.all, [.compare("gold", .atLeast, .number(3))]), [.set("gold", .number(3))]) == [])
    #expect(told(Condition(.all, [.compare("gold", .equals, .number(2))]), [.set("gold", .number(3))]) == ["never 1 1"])
    #expect(told(Condition(.all, [.compare("door", .equals, .flag(true))])) == ["never 1 1"])
    #expect(told(Condition(.all, [.compare("door", .equals, .flag(false))])) == [])
    #expect(told(Condition(.all, [.visited(VerseID(3))])) == ["never 1 1"])
    #expect(told(Condition(.all, [.visited(VerseID(9))])) == ["never 1 1"])
    #expect(told(Condition(.all, [.visited(VerseID(2))])) == [])
    // Each can be met, but not both by one value.
    let both: [StoryTest<VerseID>] = [.compare("gold", .atLeast, .number(3)), .compare("gold", .atMost, .number(2))]
    #expect(told(Condition(.all, both), [.add("gold", 1)]) == ["never 1 1"])
    #expect(told(Condition(.any, both), [.add("gold", 1)]) == [])
  }

  @Test func wordsAreCounted() {
    #expect("".countedWords == 0)
    #expect("one, two - three\n\n– 4".countedWords == 4)
    #expect("é 日本 🐈 ٣".countedWords == 3)
    let counts = StoryCheck(
      CanonStory(root: VerseID(1), variables: [], verses: [verse(1, [choice(1, to: 9)], body: "One two"), verse(2, ending: true)])
    ).counts
    #expect(counts == StoryCheck.Counts(verses: 2, words: 3, choices: 1, endings: 1, unreachable: 1))
  }

  // MARK: Differences

  @Test func bothTextsComeOutOfADifference() {
    var random = SeededRandom(seed: 7)
    let words = ["a", "b", "gate", "é", "🐈", "\n", "\n\n", " ", "  ", "word,"]
    for _ in 0..<2_000 {
      let old = (0..<Int.random(in: 0...20, using: &random)).map { _ in words.randomElement(using: &random)! }.joined()
      let new = (0..<Int.random(in: 0...20, using: &random)).map { _ in words.randomElement(using: &random)! }.joined()
      let parts = WordDiff(from: old, to: new).parts
      #expect(parts.filter { $0.kind != .inserted }.map(\.text).joined() == old)
      #expect(parts.filter { $0.kind != .deleted }.map(\.text).joined() == new)
      #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.kind != $1.kind })
      #expect(!parts.contains { $0.text.isEmpty })
    }
  }

  @Test func aRewrittenSentenceIsOneChange() {
    func parts(_ old: String, _ new: String) -> [String] { WordDiff(from: old, to: new).parts.map { $0.kind.rawValue + $0.text } }
    #expect(parts("The old gate", "The new gate") == ["=The ", "-old", "+new", "= gate"])
    #expect(parts("The very old gate", "The nice new gate") == ["=The ", "-very old", "+nice new", "= gate"])
    #expect(parts("same", "same") == ["=same"])
    #expect(parts("", "") == [])
    #expect(parts("", "a b") == ["+a b"])
    #expect(parts("a b", "") == ["-a b"])
    #expect(parts("e\u{301}", "\u{e9}") == ["-e\u{301}", "+\u{e9}"])
  }

  // MARK: Maps

  @Test func boxesNeverOverlapAndLayersGoDown() {
    for seed in 1...200 {
      var maker = StoryMaker(UInt64(seed))
      let story = maker.canon(maker.number(1...40))
      let map = StoryMap(story)
      #expect(map.nodes.map(\.id) == story.verses.map(\.id))
      for (index, node) in map.nodes.enumerated() {
        #expect(node.x >= 80 && node.y >= 28 && node.x + 80 <= map.width && node.y + 28 <= map.height)
        for other in map.nodes[(index + 1)...] {
          #expect(abs(node.x - other.x) >= 160 || abs(node.y - other.y) >= 56)
          switch (node.layer, other.layer) {
          case (let left?, let right?): #expect((left < right) == (node.y < other.y))
          case (nil, _?): #expect(node.y > other.y)
          case (_?, nil): #expect(node.y < other.y)
          case (nil, nil): break
          }
        }
      }
      let layers = Dictionary(uniqueKeysWithValues: map.nodes.map { ($0.id, $0.layer) })
      for edge in map.edges {
        guard let from = layers[edge.from] ?? nil, !edge.isBack else { continue }
        #expect((layers[edge.to] ?? nil).map { $0 > from } ?? false)
      }
      #expect(map.json(at: 7) == StoryMap(story).json(at: 7))
    }
  }

  @Test func aLayerIsTheLongestWay() {
    let map = StoryMap(
      CanonStory(
        root: VerseID(1), variables: [],
        verses: [
          verse(1, [choice(1, to: 2), choice(2, to: 3), choice(3, to: 9)]), verse(2, [choice(4, to: 3), choice(5, to: 1)]), verse(3),
          verse(4, [choice(6, to: 3)]),
        ]))
    #expect(map.nodes.map(\.layer) == [0, 1, 2, nil])
    #expect(map.edges.map(\.choice.rawValue) == [1, 2, 4, 5, 6])
    #expect(map.edges.map(\.isBack) == [false, false, false, true, false])
  }

  /// Two layers that can be drawn without a crossing are, whatever the order of ids and choices.
  @Test func twoLayersWithoutACrossingAreDrawnWithout() {
    for seed in 1...300 {
      var random = SeededRandom(seed: UInt64(seed))
      // Two rows of a strip, joined from left to right: no two of the lines cross.
      let (upper, lower) = (Int.random(in: 1...8, using: &random), Int.random(in: 1...8, using: &random))
      var pairs: [(Int, Int)] = [(0, 0)]
      var (u, l) = (0, 0)
      while u < upper - 1 || l < lower - 1 {
        if l == lower - 1 || (u < upper - 1 && Bool.random(using: &random)) { u += 1 } else { l += 1 }
        if Int.random(in: 0...3, using: &random) > 0 || l == lower - 1 || u == upper - 1 { pairs.append((u, l)) }
      }
      let upperIDs = (2...(upper + 1)).map(Int64.init).shuffled(using: &random)
      let lowerIDs = (20...(lower + 19)).map(Int64.init).shuffled(using: &random)
      var nextChoice: Int64 = 100
      func made(_ to: Int64) -> Choice {
        nextChoice += 1
        return choice(nextChoice, to: to)
      }
      var verses = [verse(1, upperIDs.shuffled(using: &random).map(made))]
      for (place, id) in upperIDs.enumerated() {
        verses.append(verse(id, pairs.filter { $0.0 == place }.map { lowerIDs[$0.1] }.shuffled(using: &random).map(made)))
      }
      for id in lowerIDs { verses.append(verse(id)) }
      let map = StoryMap(CanonStory(root: VerseID(1), variables: [], verses: verses))
      let places = Dictionary(uniqueKeysWithValues: map.nodes.map { ($0.id, ($0.x, $0.layer)) })
      let lines = map.edges.filter { $0.from != VerseID(1) }.map { (places[$0.from]!.0, places[$0.to]!.0) }
      var crossings = 0
      for (index, line) in lines.enumerated() {
        for other in lines[(index + 1)...] where (line.0 < other.0 && line.1 > other.1) || (line.0 > other.0 && line.1 < other.1) {
          crossings += 1
        }
      }
      #expect(crossings == 0, "seed \(seed)")
    }
  }
}
