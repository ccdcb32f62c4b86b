import Core
import JSON
import Testing

@testable import Song

@Suite struct ExchangeTests {
  @Test func tweeOutInOutIsByteEqual() throws {
    for seed in 1...1_000 {
      var maker = StoryMaker(UInt64(seed))
      let count = maker.number(1...12)
      let story = maker.keyed(count)
      let out = TweeWriter.text(story)
      let back = try StoryImport(Array(out.utf8))
      let again = TweeWriter.text(back.story)
      #expect(out.utf8.elementsEqual(again.utf8), "seed \(seed)\n\(out)\n-----\n\(again)")
      if !out.utf8.elementsEqual(again.utf8) { return }
      let loud = back.warnings.filter { !$0.text.contains("stays as text") }
      #expect(loud.isEmpty, "seed \(seed): \(loud)")
    }
  }

  @Test func jsonOutInOutIsEqual() throws {
    for seed in 1...1_000 {
      var maker = StoryMaker(UInt64(seed))
      let story = maker.keyed(maker.number(1...12))
      let out = StoryFile.json(story)
      let back = try StoryImport(out)
      #expect(back.warnings.isEmpty)
      // Verses get ids in the order of their keys, and the keys are found anew.
      #expect(StoryFile.json(back.story.renumbered) == out, "seed \(seed)")
      #expect(StoryFile.json(back.story) == out, "seed \(seed)")
    }
  }

  @Test func tweeIsWrittenToTheLetter() throws {
    let story = KeyedStory(
      title: "The mill", ifid: "6E9B1A40-0000-4000-8000-00000000000A",
      variables: [
        StoryVariable(name: "gold", kind: .number, first: .number(0)), StoryVariable(name: "door", kind: .flag, first: .flag(false)),
        StoryVariable(name: "sky", kind: .word(["red", "blue"]), first: .word("red")),
      ],
      verses: [
        KeyedStory.Verse(
          title: "Start", body: "You stand at the [[mill]].\n:: no head\n(if: not) a macro",
          choices: [
            ChoiceText(label: "Go in", to: 2, when: nil),
            ChoiceText(
              label: "Look", to: 2, when: Condition(.all, [.compare("door", .equals, .flag(true)), .compare("gold", .atLeast, .number(3))])),
            ChoiceText(label: "Say \"no\"", to: 2, when: nil, then: [.add("gold", 2), .set("door", .flag(true))]),
            ChoiceText(
              label: "Pay", to: 2, when: Condition(.any, [.compare("sky", .differs, .word("red")), .visited(2)]),
              then: [.add("gold", -5), .set("sky", .word("blue"))]),
          ]), KeyedStory.Verse(title: "The [old] cellar {1}", isEnding: true),
      ])
    let text = TweeWriter.text(story)
    #expect(
      text == #"""
        :: StoryTitle
        The mill

        :: StoryData
        {
          "ifid": "6E9B1A40-0000-4000-8000-00000000000A",
          "format": "Harlowe",
          "format-version": "3.3.9",
          "start": "Start"
        }

        :: StoryValues [startup]
        (set: $gold to 0)
        (set: $door to false)
        (set: $sky to "red")

        :: Start
        You stand at the \[\[mill]].
        \:: no head
        \(if: not) a macro

        [[Go in->The [old] cellar {1}]]
        (if: $door is true and $gold >= 3)[[[Look->The [old] cellar {1}]]]
        (link-reveal-goto: "Say \"no\"", "The [old] cellar {1}")[(set: $gold to it + 2, $door to true)]
        (if: $sky is not "red" or (history:) contains "The [old] cellar {1}")[(link-reveal-goto: "Pay", "The [old] cellar {1}")[(set: $gold to it - 5, $sky to "blue")]]

        :: The \[old\] cellar \{1\} [ending]

        """#)
    let back = try StoryImport(Array(text.utf8))
    #expect(back.warnings.isEmpty)
    #expect(back.story.verses[0].body == "You stand at the [[mill]].\n:: no head\n(if: not) a macro")
    #expect(back.story.variables == story.variables)
  }

  @Test func foreignTweeIsReadWithWarningsByLine() throws {
    let text = #"""
      :: StoryTitle
      Foreign

      :: Code [script]
      alert(1)

      :: Style [stylesheet]
      p {}

      :: Private [Twine.private]
      secret

      :: Start {"position":"10,20"}
      Go [[north]] or [[the cellar->Cellar]] or [[Cellar<-down]] or [[Below|cellar]].
      (print: $x)
      [[nowhere->Lost]]

      :: Cellar
      Dark.

      :: CELLAR
      Darker.
      """#
    let back = try StoryImport(Array(text.replacing("\n", with: "\r\n").utf8))
    let start = back.story.verses[0]
    #expect(back.story.title == "Foreign")
    #expect(start.body == "Go north or the cellar or down or Below.\n(print: $x)")
    #expect(start.choices.map(\.label) == ["north", "the cellar", "down", "Below", "nowhere"])
    #expect(start.choices.map(\.to) == [4, 2, 2, 2, 5])
    #expect(back.story.verses.map(\.title) == ["Start", "Cellar", "CELLAR 2", "north", "Lost"])
    #expect(
      back.warnings.map(\.line) == [4, 7, 10, 14, 15, 16, 21], "\(back.warnings)")
  }

  /// As Twine, Tweego, Twison and people by hand write them.
  @Test func tenShapesOfForeignTweeFilesAreRead() throws {
    let shapes: [(what: String, text: String, titles: [String], warnings: [Int])] = [
      ("one passage", ":: Start\nHello.", ["Start"], []),
      ("metadata and tags", ":: Start [intro dark] {\"position\":\"1,2\",\"size\":\"100,100\"}\nHello.", ["Start"], []),
      ("a start of another name", ":: StoryData\n{\"start\":\"B\"}\n\n:: A\na\n\n:: B\n[[A]]", ["B", "A"], []),
      ("arrows both ways", ":: A\n[[to b->B]] [[B<-also b]]\n\n:: B\nb", ["A", "B"], []),
      ("a bar", ":: A\n[[to b|B]]\n\n:: B\nb", ["A", "B"], []),
      ("a link to nowhere", ":: A\n[[Gone]]", ["A", "Gone"], [2]),
      ("macros of SugarCube", ":: A\n<<set $x to 1>>Hello.", ["A"], [2]),
      ("scripts and style sheets", ":: A\na\n\n:: S [script]\nx()\n\n:: T [stylesheet]\np {}", ["A"], [4, 7]),
      ("Windows lines and a mark", "\u{FEFF}:: A\r\na\r\n\r\n:: B\r\nb", ["A", "B"], []),
      ("escaped titles", ":: A \\[b\\] {\"position\":\"0,0\"}\na", ["A [b]"], []),
    ]
    for shape in shapes {
      let back = try StoryImport(Array(shape.text.utf8))
      #expect(back.story.verses.map(\.title) == shape.titles, "\(shape.what)")
      #expect(back.warnings.map(\.line) == shape.warnings, "\(shape.what): \(back.warnings)")
    }
  }

  @Test func aNinthChoiceIsCut() throws {
    let links = (1...9).map { "[[c\($0)->Start]]" }.joined(separator: "\n")
    let back = try StoryImport(Array(":: Start\nHere\n\n\(links)".utf8))
    #expect(back.story.verses[0].choices.count == 8)
    #expect(back.warnings.map(\.line) == [12])
  }

  @Test func filesThatAreNoStoriesAreRefused() {
    func problem(_ bytes: [UInt8]) -> String? {
      do throws(AppError) { _ = try StoryImport(bytes) } catch { return error.details.keys.sorted().joined(separator: ",") }
      return nil
    }
    #expect(problem([0xFF, 0xFE]) == "file")
    #expect(problem([]) == "file")
    #expect(problem(Array(":: StoryTitle\nx".utf8)) == "file")
    #expect(problem(Array("{".utf8)) == "file")
    #expect(problem(Array((1...501).map { ":: p\($0)\n" }.joined().utf8)) == "file")
    #expect(problem(Array((1...500).map { ":: p\($0)\n" }.joined().utf8)) == nil)
    #expect(problem(Array((1...499).map { ":: p\($0)\n" }.joined().utf8) + Array("[[a->b]] [[c->d]]".utf8)) == "file")
    let foreign = #"{"format":"neospace-story","version":1,"title":"x","evil":1,"verses":[{"key":1,"title":"a"}]}"#
    #expect(problem(Array(foreign.utf8)) == "evil")
    let nested = #"{"format":"neospace-story","version":1,"title":"x","verses":[{"key":1,"title":"a","choices":[{"label":"x","to":2}]}]}"#
    #expect(problem(Array(nested.utf8)) == "verses.0.choices.0.to")
    let twice = #"{"format":"neospace-story","version":1,"title":"x","verses":[{"key":1,"title":"a"},{"key":2,"title":"A"}]}"#
    #expect(problem(Array(twice.utf8)) == "verses.1.title")
  }

  @Test func whatIsTooLongForALinkIsText() throws {
    let link = "[[" + String(repeating: "[[ ", count: 300) + "->]]"
    let back = try StoryImport(Array(":: Start\n\(link) and [[on->Start]].".utf8))
    #expect(back.story.verses[0].choices.map(\.label) == ["on"])
  }

  @Test func runsOfBracketsComeBack() {
    for length in 0...8 {
      for pattern in 0..<(1 << (2 * length)) {
        let body = (0..<length).map { ["[", "\\", "]", "x"][(pattern >> (2 * $0)) & 3] }.joined()
        let out = TweeEscapes.body(body)
        guard length < 7 || pattern.isMultiple(of: 7) else { continue }
        var read = TweeBody()
        for (number, line) in out.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
          read.add(TweePassage.Line(number: number, bytes: Array(line)))
        }
        #expect(read.links.isEmpty && TweeEscapes.body(read.text) == out, "\(body)")
      }
    }
  }
}

extension KeyedStory {
  /// As it leaves once its verses have ids in the order of their keys.
  fileprivate var renumbered: KeyedStory {
    func id(_ key: Int) -> VerseID { VerseID(Int64(key)) }
    let verses = verses.enumerated().map { index, verse in
      CanonStory.Verse(
        id: id(index + 1), title: verse.title, body: verse.body, isEnding: verse.isEnding,
        choices: verse.choices.enumerated().map { number, choice in
          let when = choice.when.map { when in
            Condition<VerseID>(
              when.joint,
              when.tests.map { test in
                switch test {
                case .compare(let variable, let comparison, let value): .compare(variable, comparison, value)
                case .visited(let key): .visited(id(key))
                }
              })
          }
          return Choice(
            id: ChoiceID(Int64(index * 10 + number + 1)),
            text: ChoiceText(label: choice.label, to: id(choice.to), when: when, then: choice.then))
        })
    }
    return KeyedStory(
      CanonStory(root: id(1), variables: variables, verses: verses), title: title, blurb: blurb, ifid: ifid ?? "", unmet: unmet,
      credits: credits)
  }
}
