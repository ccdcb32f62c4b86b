import JSON

extension Fields {
  /// A required text. `lengths` counts characters after trimming.
  public mutating func text(_ name: String, _ length: ClosedRange<Int>) -> String {
    switch lookUp(name, upTo: Self.longest(length), else: Self.must(be: length)) {
    case .absent:
      refuse(name, length.lowerBound > 0 ? Self.must(be: length) : "is required")
      return ""
    case .wrong: return ""
    case .text(let text): return checked(text, name, length)
    }
  }

  /// A text that may be left out. Null, and an empty text where at least one character is needed, count as left out.
  public mutating func optionalText(_ name: String, _ length: ClosedRange<Int>) -> String? {
    switch lookUp(name, upTo: Self.longest(length), else: Self.must(be: length)) {
    case .absent, .wrong: return nil
    case .text(let text): return text.isEmpty && length.lowerBound > 0 ? nil : checked(text, name, length)
    }
  }

  /// A required text of one line, such as a title.
  public mutating func line(_ name: String, _ length: ClosedRange<Int>) -> String {
    unlessRefused(name, TextRules.problem(ofLine:), text(name, length)) ?? ""
  }

  /// A text of one line that may be left out.
  public mutating func optionalLine(_ name: String, _ length: ClosedRange<Int>) -> String? {
    optionalText(name, length).flatMap { unlessRefused(name, TextRules.problem(ofLine:), $0) }
  }

  /// A required name that others read beside what its bearer says: one line that passes for nothing else.
  public mutating func name(_ name: String, _ length: ClosedRange<Int>) -> String {
    unlessRefused(name, TextRules.problem(ofName:), text(name, length)) ?? ""
  }

  /// A text that keeps the white space at its ends, nil when left out.
  public mutating func optionalVerbatim(_ name: String, atMost limit: Int) -> String? {
    switch given(name) {
    case nil: return nil
    case .text(let text)?:
      guard text.utf8.count <= Self.longest(0...limit) else {
        refuse(name, Self.must(be: 0...limit))
        return nil
      }
      guard let normalised = TextRules.normalised(text) else {
        refuse(name, Self.controlCharacters)
        return nil
      }
      return checked(normalised, name, 0...limit)
    default:
      refuse(name, "must be text")
      return nil
    }
  }

  /// A required text that keeps the white space at its ends. An empty field of a form is an empty text.
  public mutating func verbatim(_ name: String, atMost limit: Int) -> String {
    if let text = optionalVerbatim(name, atMost: limit) { return text }
    if !isForm || !has(name) { refuse(name, "is required") }
    return ""
  }

  /// A required text for which a rule of its own decides; nil from `read` makes the problem. `read` sees nothing longer than `bytes`.
  public mutating func parsed<Result>(
    _ name: String, _ problem: @autoclosure () -> String, placeholder: @autoclosure () -> Result, upTo bytes: Int = 1_280,
    _ read: (String) -> Result?
  ) -> Result {
    switch lookUp(name, upTo: bytes, else: problem()) {
    case .absent:
      refuse(name, problem())
    case .wrong: break
    case .text(let text):
      if let result = read(text) { return result }
      refuse(name, problem())
    }
    return placeholder()
  }

  /// As `parsed`, nil when left out.
  public mutating func optionalParsed<Result>(
    _ name: String, _ problem: @autoclosure () -> String, upTo bytes: Int = 1_280, _ read: (String) -> Result?
  ) -> Result? {
    guard case .text(let text) = lookUp(name, upTo: bytes, else: problem()) else { return nil }
    if let result = read(text) { return result }
    refuse(name, problem())
    return nil
  }

  /// A password: exactly as typed, nothing trimmed. Longer ones are refused before anything looks at them.
  public mutating func password(_ name: String, minimumCharacters: Int = 1, maximumBytes: Int = 1_024) -> String {
    guard case .text(let text)? = given(name) else {
      refuse(name, !has(name) || isForm ? "is required" : "must be text")
      return ""
    }
    if text.utf8.count > maximumBytes {
      refuse(name, "must be at most \(maximumBytes) bytes")
    } else if TextRules.length(text) < minimumCharacters {
      refuse(name, minimumCharacters == 1 ? "is required" : "must be at least \(minimumCharacters) characters")
    } else if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      refuse(name, Self.controlCharacters)
    } else {
      return text
    }
    return ""
  }

  /// One of the names of an enum.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) -> Choice where Choice.RawValue == String {
    parsed(name, Self.oneOf(Choice.self), placeholder: Choice.allCases.first!, upTo: ShortName.maximumBytes) { Choice(rawValue: $0) }
  }

  /// As `choice`, nil when left out.
  public mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    optionalParsed(name, Self.oneOf(Choice.self), upTo: ShortName.maximumBytes) { Choice(rawValue: $0) }
  }

  /// One emoji.
  public mutating func emoji(_ name: String) -> Emoji {
    parsed(name, "must be a single emoji", placeholder: Emoji("❓")!) { Emoji($0) }
  }

  private enum Text {
    case absent, wrong
    case text(String)
  }

  static let somethingToRead = "must have something to read"
  static let controlCharacters = "must not contain control characters"

  /// The most bytes that a text of this many characters can take, with some white space around it.
  private static func longest(_ length: ClosedRange<Int>) -> Int { 4 * length.upperBound + 1_024 }

  private mutating func lookUp(_ name: String, upTo bytes: Int, else tooLong: @autoclosure () -> String) -> Text {
    switch given(name) {
    case nil: return .absent
    case .text(let text)?:
      guard text.utf8.count <= bytes else {
        refuse(name, tooLong())
        return .wrong
      }
      guard let normalised = TextRules.normalised(text) else {
        refuse(name, Self.controlCharacters)
        return .wrong
      }
      return .text(TextRules.trimmed(normalised))
    default:
      refuse(name, "must be text")
      return .wrong
    }
  }

  private mutating func checked(_ text: String, _ name: String, _ length: ClosedRange<Int>) -> String {
    if !length.contains(TextRules.length(text)) {
      refuse(name, Self.must(be: length))
    } else if length.lowerBound > 0, !TextRules.isReadable(text) {
      refuse(name, Self.somethingToRead)
    } else {
      return text
    }
    return ""
  }

  private mutating func unlessRefused(_ name: String, _ problem: (String) -> String?, _ text: String) -> String? {
    guard let problem = problem(text) else { return text }
    refuse(name, problem)
    return nil
  }

  private static func must(be length: ClosedRange<Int>) -> String {
    if length.lowerBound == 0 { return "must be at most \(length.upperBound) characters" }
    if length.lowerBound == length.upperBound { return "must be \(length.lowerBound) characters" }
    return "must be \(length.lowerBound) to \(length.upperBound) characters"
  }

  private static func oneOf<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> String where Choice.RawValue == String {
    "must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
