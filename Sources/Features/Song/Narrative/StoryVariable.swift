import JSON

/// Something that a story remembers of a reading, such as how much gold the reader has.
struct StoryVariable: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case flag, number
    /// 1 to 8 different ones, in the order they were given.
    case word([ShortName])

    var name: String {
      switch self {
      case .flag: "flag"
      case .number: "number"
      case .word: "word"
      }
    }
  }

  static let most = 16
  static let words = 1...8

  let name: ShortName
  let kind: Kind
  let first: StoryValue

  /// Whether the variable can hold it.
  func admits(_ value: StoryValue) -> Bool {
    switch (kind, value) {
    case (.flag, .flag): true
    case (.number, .number(let number)): StoryValue.numbers.contains(number)
    case (.word(let words), .word(let word)): words.contains(word)
    default: false
    }
  }

  /// The value that a text means for this variable; nil if it means none.
  func value(of text: String) -> StoryValue? {
    switch kind {
    case .flag:
      switch ShortName(text) {
      case "true": .flag(true)
      case "false": .flag(false)
      default: nil
      }
    case .number: Int(digits: text).map { .number($0) }
    case .word(let words):
      words.first { $0 == ShortName(text) }.map { .word($0) }
    }
  }

  /// What a value must be, in words that follow the field's name.
  var problem: String {
    switch kind {
    case .flag: "must be true or false"
    case .number: "must be a whole number from -999 to 999"
    case .word(let words): "must be one of " + words.map(\.description).joined(separator: ", ")
    }
  }

  static let nameProblem = "must be a letter a-z and then at most 23 of a-z, 0-9 and _"
  static let wordProblem = "must be 1 to 24 of a-z, 0-9, _ and -"

  private static let reserved: Set<ShortName> = ["and", "or", "is", "not", "to", "it", "true", "false", "visited"]

  /// What is wrong with a name, in words that follow the field's name; nil when it will do.
  static func problem(ofName text: String) -> String? {
    guard (1...24).contains(text.utf8.count), let first = text.utf8.first, first.isLowerLetter,
      text.utf8.allSatisfy({ $0.isLowerLetter || $0.isDigit || $0 == UInt8(ascii: "_") })
    else { return nameProblem }
    return reserved.contains(ShortName(text)) ? "must not be one of and, or, is, not, to, it, true, false, visited" : nil
  }

  static func isWord(_ text: String) -> Bool {
    (1...24).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        $0.isLowerLetter || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      }
  }
}

extension UInt8 {
  var isLowerLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension Int {
  /// A whole number from -999 to 999, written as digits with or without a minus. Nil for all other texts.
  init?(digits text: String) {
    guard (1...4).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "+"), let value = Int(text),
      StoryValue.numbers.contains(value)
    else { return nil }
    self = value
  }
}
