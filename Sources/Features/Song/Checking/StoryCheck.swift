import Core
import JSON

/// What there is to mend in a story.
struct StoryCheck: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case deadEnd = "dead_end"
    case empty, never
    case noExit = "no_exit"
    case stub, unreachable, unused
  }

  struct Problem: Sendable {
    let kind: Kind
    /// Nil for one of the whole story.
    let verse: VerseID?
    let choice: ChoiceID?
    let text: String
  }

  struct Counts: Hashable, Sendable {
    var verses = 0
    var words = 0
    var choices = 0
    var endings = 0
    var unreachable = 0
  }

  let counts: Counts
  /// By verse, by choice (those of the verse itself first), by kind; those of the whole story last.
  let problems: [Problem]

  init(_ story: CanonStory) {
    let (order, reachable) = story.breadthFirst
    var isReached = [Bool](repeating: false, count: story.verses.count)
    for index in order.prefix(reachable) { isReached[index] = true }
    let trapped = Traps(story, isReached).smallest
    let meanings = StoryMeanings(story, isReached)

    var counts = Counts(verses: story.verses.count)
    counts.unreachable = story.verses.count - reachable
    var problems: [Problem] = []
    for (index, verse) in story.verses.enumerated() {
      counts.words += verse.body.countedWords
      counts.choices += verse.choices.count
      counts.endings += verse.isEnding ? 1 : 0
      guard isReached[index] else {
        problems.append(Problem(kind: .unreachable, verse: verse.id, choice: nil, text: "No choice leads here from the first verse"))
        continue
      }
      if !verse.isEnding, !verse.choices.contains(where: { story.index(of: $0.to) != nil }) {
        problems.append(Problem(kind: .deadEnd, verse: verse.id, choice: nil, text: "It is no ending, and no choice leads on"))
      }
      if verse.body.isEmpty { problems.append(Problem(kind: .empty, verse: verse.id, choice: nil, text: "It has no text")) }
      if trapped.contains(index) {
        problems.append(Problem(kind: .noExit, verse: verse.id, choice: nil, text: "This loop has no ending and no way out"))
      }
      for choice in verse.choices {
        if let text = meanings.impossible(in: choice) {
          problems.append(Problem(kind: .never, verse: verse.id, choice: choice.id, text: text))
        }
        if story.index(of: choice.to) == nil {
          problems.append(
            Problem(kind: .stub, verse: verse.id, choice: choice.id, text: "“\(choice.label)” leads to a verse that was removed"))
        }
      }
    }
    for variable in story.variables where !meanings.tested.contains(variable.name) {
      problems.append(Problem(kind: .unused, verse: nil, choice: nil, text: "No choice asks for \(variable.name)"))
    }
    self.counts = counts
    self.problems = problems
  }

  var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in writeFields(to: &json) }
    return json.bytes
  }

  func writeFields(to json: inout JSONWriter) {
    json.key("counts")
    json.object { json in
      json.field("verses", counts.verses)
      json.field("words", counts.words)
      json.field("choices", counts.choices)
      json.field("endings", counts.endings)
      json.field("unreachable", counts.unreachable)
    }
    json.key("problems")
    json.array { json in
      for problem in problems {
        json.object { json in
          json.field("kind", problem.kind.rawValue)
          json.field("verse", problem.verse?.rawValue)
          json.field("choice", problem.choice?.rawValue)
          json.field("text", problem.text)
        }
      }
    }
  }
}

extension String {
  /// Runs without white space that hold a letter or a digit.
  var countedWords: Int {
    var count = 0
    var isCounted = false
    for scalar in unicodeScalars {
      if scalar.value < 0x80 {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        switch byte {
        case 0x09...0x0D, 0x20: isCounted = false
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
          if !isCounted {
            isCounted = true
            count += 1
          }
        default: break
        }
        continue
      }
      if scalar.properties.isWhitespace {
        isCounted = false
      } else if !isCounted, scalar.isLetterOrDigit {
        isCounted = true
        count += 1
      }
    }
    return count
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
    default: false
    }
  }
}
