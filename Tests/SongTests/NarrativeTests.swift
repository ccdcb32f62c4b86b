import Core
import JSON
import Testing

@testable import Song

@Suite struct NarrativeTests {
  private func choice(_ id: Int64, to verse: Int64, when: Condition<VerseID>? = nil, then: [StoryEffect] = []) -> Choice {
    Choice(id: ChoiceID(id), text: ChoiceText(label: "c\(id)", to: VerseID(verse), when: when, then: then))
  }

  private func narrative(_ verses: [Int64: [Choice]], endings: Set<Int64> = []) -> Narrative {
    Narrative(
      root: VerseID(1),
      variables: [
        StoryVariable(name: "gold", kind: .number, first: .number(0)), StoryVariable(name: "door", kind: .flag, first: .flag(false)),
      ],
      verses: Dictionary(
        uniqueKeysWithValues: verses.map { id, choices in
          (VerseID(id), Narrative.Verse(id: VerseID(id), isEnding: endings.contains(id), choices: choices))
        }))
  }

  private func path(_ ids: Int64...) -> [ChoiceID] { ids.map { ChoiceID($0) } }

  @Test func aPathIsFolded() {
    let story = narrative([
      1: [choice(1, to: 2, then: [.add("gold", 5)])],
      2: [
        choice(2, to: 1, then: [.set("door", .flag(true))]),
        choice(3, to: 3, when: Condition(.all, [.compare("gold", .atLeast, .number(10))])),
      ],
      3: [],
    ])
    let folded = story.fold(path(1, 2, 1))
    #expect(folded.step == 3 && folded.lost == 0)
    #expect(folded.state.values == ["gold": .number(10), "door": .flag(true)])
    #expect(folded.state.visited == [VerseID(1), VerseID(2)])
    #expect(story.fold(path(1, 2, 1, 3)).state.present == VerseID(3))
  }

  @Test func aStepThatNoLongerHoldsCutsTheRest() {
    let story = narrative([
      1: [choice(1, to: 2), choice(4, to: 9), choice(5, to: 2, when: Condition(.all, [.compare("door", .equals, .flag(true))]))],
      2: [choice(2, to: 1)],
    ])
    for gone in [path(1, 7, 2), path(1, 2, 4, 1)] {
      let folded = story.fold(gone)
      #expect(folded.step + folded.lost == gone.count && folded.lost > 0)
    }
    #expect(story.fold(path(5)).lost == 1)
    #expect(story.fold(path(4, 1, 2)).lost == 3)
  }

  @Test func numbersStopAtBothEnds() {
    let story = narrative([1: [choice(1, to: 1, then: [.add("gold", 999)]), choice(2, to: 1, then: [.add("gold", -999)])]])
    #expect(story.fold(path(1, 1)).state.values["gold"] == .number(999))
    #expect(story.fold(path(2, 2, 2)).state.values["gold"] == .number(-999))
    #expect(story.fold(path(1, 1, 2)).state.values["gold"] == .number(0))
  }

  @Test func lockedChoicesAreShownWhereTheStorySaysSo() {
    let story = narrative([
      1: [choice(1, to: 1, when: Condition(.all, [.compare("door", .equals, .flag(true))])), choice(2, to: 9), choice(3, to: 1)]
    ])
    #expect(story.offered(in: story.start, withLocked: false).map(\.choice.id) == path(3))
    let all = story.offered(in: story.start, withLocked: true)
    #expect(all.map(\.choice.id) == path(1, 3) && all.map(\.isOpen) == [false, true])
  }

  @Test func theFirstVerseIsVisitedFromTheStart() {
    let story = narrative([1: [choice(1, to: 1, when: Condition(.all, [.visited(VerseID(1))]))]])
    #expect(story.fold(path(1)).lost == 0)
  }

  @Test func pathsAreReadAsTheyAreWritten() {
    #expect(ReadingPath("12.15")?.steps == path(12, 15))
    #expect(ReadingPath("")?.steps == [])
    for wrong in [".", "1.", ".1", "1..2", "0", "01", "a", "-1", "1,2", "9223372036854775808", "1 "] { #expect(ReadingPath(wrong) == nil) }
    #expect(ReadingPath(Array(repeating: "1", count: 500).joined(separator: "."))?.steps.count == 500)
    #expect(ReadingPath(Array(repeating: "1", count: 501).joined(separator: ".")) == nil)
  }

  // MARK: A member's reading

  @Test func aReadingGoesOnBackAndAround() throws {
    let story = narrative([1: [choice(1, to: 2)], 2: [choice(2, to: 1)]])
    var reading = Reading()
    try reading.take(.choose(ChoiceID(1)), at: 0, in: story)
    try reading.take(.bookmark("Here"), at: 1, in: story)
    try reading.take(.choose(ChoiceID(2)), at: 1, in: story)
    try reading.take(.back, at: 2, in: story)
    #expect(reading.path.text == "1")
    try reading.take(.restart, at: 1, in: story)
    #expect(reading.path.text == "")
    try reading.take(.return(1), at: 0, in: story)
    #expect(reading.path.text == "1")
    try reading.take(.forget(1), at: 1, in: story)
    #expect(reading.bookmarks.isEmpty)
  }

  @Test func whatCannotBeDoneSaysWhy() throws {
    let story = narrative([1: [choice(1, to: 1)]])
    var reading = Reading()
    func refusal(_ action: Reading.Action, at step: Int) -> Reading.Refusal? {
      do throws(Reading.Refusal) { try reading.take(action, at: step, in: story) } catch { return error }
      return nil
    }
    #expect(refusal(.choose(ChoiceID(1)), at: 1) == .step(0))
    #expect(refusal(.choose(ChoiceID(2)), at: 0) == .choice)
    #expect(refusal(.back, at: 0) == .action)
    #expect(refusal(.return(1), at: 0) == .bookmark)
    for number in 1...5 { #expect(refusal(.bookmark("\(number)"), at: 0) == nil) }
    #expect(refusal(.bookmark("6"), at: 0) == .tooManyBookmarks)
    for step in 0..<500 { #expect(refusal(.choose(ChoiceID(1)), at: step) == nil) }
    #expect(refusal(.choose(ChoiceID(1)), at: 500) == .tooManySteps)
    #expect(reading.path.steps.count == 500)
  }

  /// A replayed path equals the stored reading, after edits too.
  @Test func aFoldIsTheSameHoweverItIsReached() throws {
    for seed in 1...300 {
      var maker = StoryMaker(UInt64(seed))
      let canon = maker.canon(maker.number(1...8), choices: 1...4)
      var story = canon.narrative
      var reading = Reading()
      var state = story.start
      for _ in 0..<60 {
        let open = story.offered(in: state, withLocked: false)
        guard !open.isEmpty else { break }
        let choice = maker.pick(open).choice
        try reading.take(.choose(choice.id), at: reading.path.steps.count, in: story)
        state.take(choice)
        let folded = story.fold(reading.path.steps)
        #expect(folded.lost == 0 && folded.state == state)
      }
      // An edit: a verse goes.
      let gone = maker.pick(canon.verses).id
      if gone != story.root {
        story = Narrative(root: story.root, variables: story.variables, verses: story.verses.filter { $0.key != gone })
      }
      let folded = story.fold(reading.path.steps)
      #expect(folded.step + folded.lost == reading.path.steps.count)
      #expect(story.fold(Array(reading.path.steps.prefix(folded.step))).state == folded.state)
      #expect(folded.lost == 0 || folded.state.present != gone)
    }
  }
}
