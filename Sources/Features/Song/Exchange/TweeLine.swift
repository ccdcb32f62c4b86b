import JSON

/// A choice that fills a line of its own, as `TweeWriter` writes it: `[[label->Title]]`, perhaps within macros. Values still have no type.
struct TweeLine: Sendable {
  enum Literal: Sendable {
    case flag(Bool)
    case number(Int)
    case word(String)
  }

  enum Test: Sendable {
    case compare(String, Comparison, Literal)
    case visited(String)
  }

  enum Effect: Sendable {
    case set(String, Literal)
    case add(String, Int)
  }

  var label = ""
  var title = ""
  var joint: ConditionJoint = .all
  var tests: [Test] = []
  var effects: [Effect] = []

  /// Nil for a line that is anything else.
  init?(_ line: [UInt8]) {
    var scanner = TweeScanner(line)
    guard read(&scanner), scanner.isAtEnd else { return nil }
  }

  private mutating func read(_ scanner: inout TweeScanner) -> Bool {
    guard scanner.take("(if: ") else { return readLink(&scanner) }
    guard let first = Self.test(&scanner) else { return false }
    tests = [first]
    var isFirst = true
    while !scanner.take(")[") {
      let next: ConditionJoint
      if scanner.take(" and ") {
        next = .all
      } else if scanner.take(" or ") {
        next = .any
      } else {
        return false
      }
      guard isFirst || next == joint, let test = Self.test(&scanner) else { return false }
      joint = next
      isFirst = false
      tests.append(test)
    }
    guard tests.count <= 4, scanner.dropLast("]") else { return false }
    return readLink(&scanner)
  }

  private mutating func readLink(_ scanner: inout TweeScanner) -> Bool {
    if scanner.take("[[") {
      guard scanner.dropLast("]]") else { return false }
      let inside = scanner.takeRest()
      guard let arrow = inside.lastRange(of: "->") else { return false }
      label = String(decoding: inside[..<arrow.lowerBound], as: UTF8.self)
      title = String(decoding: inside[arrow.upperBound...], as: UTF8.self)
      return !label.isEmpty && !title.isEmpty && !inside.holds("[[") && !inside.holds("]]")
    }
    guard scanner.take("(link-reveal-goto: "), let label = scanner.quoted(), scanner.take(", "), let title = scanner.quoted(),
      scanner.take(")[(set: "), scanner.dropLast(")]")
    else { return false }
    (self.label, self.title) = (label, title)
    repeat {
      guard let effect = Self.effect(&scanner) else { return false }
      effects.append(effect)
    } while scanner.take(", ")
    return effects.count <= StoryEffect.most
  }

  private static func test(_ scanner: inout TweeScanner) -> Test? {
    if scanner.take("(history:) contains ") { return scanner.quoted().map { .visited($0) } }
    guard let name = scanner.variable() else { return nil }
    for comparison in [Comparison.differs, .equals, .atLeast, .atMost] where scanner.take(" \(comparison.sign) ") {
      return scanner.literal().map { .compare(name, comparison, $0) }
    }
    return nil
  }

  private static func effect(_ scanner: inout TweeScanner) -> Effect? {
    guard let name = scanner.variable(), scanner.take(" to ") else { return nil }
    for (sign, factor) in [("it + ", 1), ("it - ", -1)] where scanner.take(sign) {
      guard case .number(let amount)? = scanner.literal(), amount > 0 else { return nil }
      return .add(name, factor * amount)
    }
    return scanner.literal().map { .set(name, $0) }
  }

  /// The variable and the first value that a line of `StoryValues` sets.
  static func setting(_ line: [UInt8]) -> (name: String, value: Literal)? {
    var scanner = TweeScanner(line)
    guard scanner.take("(set: "), let name = scanner.variable(), scanner.take(" to "), let value = scanner.literal(), scanner.take(")"),
      scanner.isAtEnd
    else { return nil }
    return (name, value)
  }
}

/// Reads a line from left to right.
struct TweeScanner {
  private var rest: ArraySlice<UInt8>

  init(_ line: [UInt8]) { rest = line.trimmingSpaces }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  /// Takes the text away from the end.
  mutating func dropLast(_ text: String) -> Bool {
    let count = text.utf8.count
    guard rest.count >= count, rest.suffix(count).elementsEqual(text.utf8) else { return false }
    rest = rest.dropLast(count)
    return true
  }

  mutating func takeRest() -> ArraySlice<UInt8> {
    defer { rest = [] }
    return rest
  }

  /// The name after a `$`.
  mutating func variable() -> String? {
    guard rest.first == UInt8(ascii: "$") else { return nil }
    let name = rest.dropFirst().prefix { $0.isLowerLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    guard !name.isEmpty else { return nil }
    rest = rest.dropFirst(name.count + 1)
    return String(decoding: name, as: UTF8.self)
  }

  mutating func literal() -> TweeLine.Literal? {
    if rest.first == UInt8(ascii: "\"") { return quoted().map { .word($0) } }
    let text = rest.prefix { $0.isLowerLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    rest = rest.dropFirst(text.count)
    let word = String(decoding: text, as: UTF8.self)
    switch ShortName(word) {
    case "true": return .flag(true)
    case "false": return .flag(false)
    default: return Int(digits: word).map { .number($0) }
    }
  }

  /// A text in quotation marks; a backslash takes what follows as it stands.
  mutating func quoted() -> String? {
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    var text: [UInt8] = []
    var index = rest.startIndex + 1
    while index < rest.endIndex, rest[index] != UInt8(ascii: "\"") {
      if rest[index] == UInt8(ascii: "\\"), index + 1 < rest.endIndex { index += 1 }
      text.append(rest[index])
      index += 1
    }
    guard index < rest.endIndex else { return nil }
    rest = rest[(index + 1)...]
    return String(decoding: text, as: UTF8.self)
  }
}

extension ArraySlice<UInt8> {
  /// The last place where the text stands.
  func lastRange(of text: String) -> Range<Int>? {
    let count = text.utf8.count
    guard self.count >= count else { return nil }
    return (startIndex...(endIndex - count)).last { self[$0..<$0 + count].elementsEqual(text.utf8) }.map { $0..<$0 + count }
  }

  func firstRange(of text: String) -> Range<Int>? {
    let count = text.utf8.count
    guard self.count >= count else { return nil }
    return (startIndex...(endIndex - count)).first { self[$0..<$0 + count].elementsEqual(text.utf8) }.map { $0..<$0 + count }
  }

  func holds(_ text: String) -> Bool { firstRange(of: text) != nil }
}
