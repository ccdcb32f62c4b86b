import Core
import JSON

/// The running text of a passage: escapes are taken away, and each link leaves its label in the text.
struct TweeBody {
  struct Link {
    let choice: ChoiceText<Int>
    let target: String
    let line: Int
  }

  /// In bytes. What is longer is text: so a file of brackets is read in a moment.
  private static let longestLink = 512

  private(set) var links: [Link] = []
  /// What stays as text although it was meant to do something.
  private(set) var notes: [(line: Int, text: String)] = []
  private var lines: [[UInt8]] = []

  var text: String { TextRules.trimmed(lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")) }

  mutating func add(_ line: TweePassage.Line) {
    let bytes = TweeEscapes.unescapedStart(line.bytes[...])
    if bytes.count == line.bytes.count, let macro = Self.macro(in: bytes) {
      notes.append((line.number, "\(macro) does nothing here and stays as text"))
    }
    lines.append(
      Self.read(bytes) { inside in
        guard let (label, target) = Self.link(inside) else { return nil }
        let shown = String(decoding: label, as: UTF8.self)
        let name = String(decoding: target, as: UTF8.self)
        links.append(Link(choice: ChoiceText(label: shown, to: 0, when: nil), target: name, line: line.number))
        return label
      })
  }

  /// A line without links, such as a title.
  static func plain(_ line: [UInt8]) -> String {
    String(decoding: read(TweeEscapes.unescapedStart(line[...])) { _ in nil }, as: UTF8.self)
  }

  /// - Parameter link: What stays of a link in the text; nil if it is no link after all.
  private static func read(_ line: ArraySlice<UInt8>, link: (ArraySlice<UInt8>) -> ArraySlice<UInt8>?) -> [UInt8] {
    func isOfRun(_ byte: UInt8) -> Bool { byte == TweeEscapes.backslash || byte == TweeEscapes.bracket }
    var result: [UInt8] = []
    var rest = line
    while !rest.isEmpty {
      let text = rest.prefix { !isOfRun($0) }
      result += text
      rest = rest[text.endIndex...]
      let run = rest.prefix(while: isOfRun)
      switch TweeEscapes.read(run) {
      case .text(let text):
        result += text
        rest = rest[run.endIndex...]
      case .link(let before, let length):
        let inside = rest[(run.startIndex + length)...].prefix(Self.longestLink)
        if let end = inside.firstRange(of: "]]"), let label = link(inside[..<end.lowerBound]) {
          result += before
          result += label
          rest = rest[end.upperBound...]
        } else {
          result += run
          rest = rest[run.endIndex...]
        }
      }
    }
    return result
  }

  /// `a`, `a->b`, `b<-a` or `a|b`
  private static func link(_ inside: ArraySlice<UInt8>) -> (label: ArraySlice<UInt8>, target: ArraySlice<UInt8>)? {
    let (label, target): (ArraySlice<UInt8>, ArraySlice<UInt8>)
    if let arrow = inside.lastRange(of: "->") {
      (label, target) = (inside[..<arrow.lowerBound], inside[arrow.upperBound...])
    } else if let arrow = inside.firstRange(of: "<-") {
      (label, target) = (inside[arrow.upperBound...], inside[..<arrow.lowerBound])
    } else if let bar = inside.firstRange(of: "|") {
      (label, target) = (inside[..<bar.lowerBound], inside[bar.upperBound...])
    } else {
      (label, target) = (inside, inside)
    }
    let (shown, name) = (Array(label).trimmingSpaces, Array(target).trimmingSpaces)
    guard !name.isEmpty else { return nil }
    return (shown.isEmpty ? name : shown, name)
  }

  /// The beginning of a macro: `(if:` of Harlowe, `<<set` of SugarCube.
  private static func macro(in line: ArraySlice<UInt8>) -> String? {
    for start in line.indices {
      let rest = line[start...]
      if rest.starts(with: "<<".utf8) {
        let name = rest.dropFirst(2).prefix { $0.isLowerLetter || $0 == UInt8(ascii: "/") }
        if !name.isEmpty, name.count <= 30 { return "<<" + String(decoding: name, as: UTF8.self) }
      } else if rest.first == UInt8(ascii: "(") {
        let name = rest.dropFirst().prefix { $0.isLowerLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
        let text = String(decoding: name.prefix(40), as: UTF8.self)
        if rest.dropFirst(name.count + 1).first == UInt8(ascii: ":"), macros.contains(where: { text.utf8.elementsEqual($0.utf8) }) {
          return "(\(text):"
        }
      }
    }
    return nil
  }

  private static let macros = [
    "if", "unless", "else-if", "else", "set", "put", "move", "print", "display", "go-to", "goto", "link", "link-goto", "link-repeat",
    "link-reveal", "link-reveal-goto", "link-replace", "link-undo", "undo", "either", "random", "history", "live", "event", "stop",
    "click", "click-goto", "click-replace", "mouseover", "show", "hidden", "replace", "append", "prepend", "alert", "prompt", "confirm",
    "css", "text-style", "text-colour", "text-color", "colour", "background", "align", "transition", "for", "loop", "cycling-link",
    "enchant", "hook", "a", "dm", "ds", "storylet", "open-storylets", "visits", "cond", "nth", "save-game", "load-game", "restart",
  ]
}

extension TweeLine {
  /// The words that the line gives to variables.
  var words: [(name: String, word: String)] {
    let tested = tests.compactMap { test -> (String, String)? in
      if case .compare(let name, _, .word(let word)) = test { (name, word) } else { nil }
    }
    let set = effects.compactMap { effect -> (String, String)? in
      if case .set(let name, .word(let word)) = effect { (name, word) } else { nil }
    }
    return tested + set
  }

  /// The choice, with the name of the verse it leads to. Nil if it names what the story does not have.
  func converted(in story: KeyedStory, _ names: TweeNames) -> (ChoiceText<Int>, target: String)? {
    var found: [StoryTest<Int>] = []
    for test in tests {
      switch test {
      case .visited(let name):
        guard let key = names.key(of: name) else { return nil }
        found.append(.visited(key))
      case .compare(let name, let comparison, let literal):
        let test = StoryTest<Int>.compare(ShortName(name), comparison, literal.value)
        guard test.problem(in: story.variables) == nil else { return nil }
        found.append(test)
      }
    }
    let changes = effects.map { effect -> StoryEffect in
      switch effect {
      case .set(let name, let literal): .set(ShortName(name), literal.value)
      case .add(let name, let amount): .add(ShortName(name), amount)
      }
    }
    guard StoryEffect.problems(of: changes, in: story.variables).isEmpty else { return nil }
    let when = found.isEmpty ? nil : Condition<Int>(joint, found)
    return (ChoiceText(label: label, to: 0, when: when, then: changes), title)
  }
}

extension TweeLine.Literal {
  fileprivate var value: StoryValue {
    switch self {
    case .flag(let flag): .flag(flag)
    case .number(let number): .number(number)
    case .word(let word): .word(ShortName(word))
    }
  }
}
