import JSON

/// What a variable holds.
enum StoryValue: Hashable, Sendable {
  case flag(Bool)
  case number(Int)
  /// One of the variable's words.
  case word(ShortName)

  /// Numbers stop at both ends.
  static let numbers = -999...999

  /// As people write it: `true`, `3`, `red`.
  var text: String {
    switch self {
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): String(number)
    case .word(let word): word.description
    }
  }

  var json: JSONValue {
    switch self {
    case .flag(let flag): .bool(flag)
    case .number(let number): .int(Int64(number))
    case .word(let word): .string(word.description)
    }
  }
}
