import Core
import JSON

/// Variables and choices as they are kept: the JSON that the API gives. What is read here was checked when it was written.
enum StoredRules {
  private static let broken = AppError(.serverError, "Something went wrong on our side")

  static func text(_ variables: [StoryVariable]) -> String {
    var json = JSONWriter()
    json.array { json in for variable in variables { variable.write(to: &json) } }
    return json.text
  }

  static func text(_ choices: [Choice]) -> String {
    var json = JSONWriter()
    json.array { json in for choice in choices { choice.write(to: &json) } }
    return json.text
  }

  static func variables(_ text: String) throws -> [StoryVariable] {
    if text.utf8.count == 2 { return [] }
    return try (JSONValue(parsing: text).array ?? []).map { json in
      guard let name = json["name"]?.string, let first = json["first"].flatMap({ value($0) }) else { throw broken }
      let kind: StoryVariable.Kind
      switch first {
      case .flag: kind = .flag
      case .number: kind = .number
      case .word: kind = .word((json["words"]?.array ?? []).compactMap { $0.string.map { ShortName($0) } })
      }
      return StoryVariable(name: ShortName(name), kind: kind, first: first)
    }
  }

  static func choices(_ text: String) throws -> [Choice] {
    if text.utf8.count == 2 { return [] }
    return try (JSONValue(parsing: text).array ?? []).map { json in
      guard let id = json["id"]?.int, let label = json["label"]?.string, let to = json["to"]?.int else { throw broken }
      let when = try json["when"].flatMap { $0.isNull ? nil : try condition($0) }
      let then = try (json["then"]?.array ?? []).map(effect)
      return Choice(id: ChoiceID(id), text: ChoiceText(label: label, to: VerseID(to), when: when, then: then))
    }
  }

  private static func condition(_ json: JSONValue) throws -> Condition<VerseID> {
    let joint: ConditionJoint = json["any"] == nil ? .all : .any
    return Condition(joint, try (json[joint.rawValue]?.array ?? []).map(test))
  }

  private static func test(_ json: JSONValue) throws -> StoryTest<VerseID> {
    if let verse = json["visited"]?.int { return .visited(VerseID(verse)) }
    guard let name = json["var"]?.string else { throw broken }
    for comparison in Comparison.allCases {
      if let value = json[comparison.rawValue].flatMap({ value($0) }) { return .compare(ShortName(name), comparison, value) }
    }
    throw broken
  }

  private static func effect(_ json: JSONValue) throws -> StoryEffect {
    guard let name = json["var"]?.string else { throw broken }
    if let amount = json["add"]?.int { return .add(ShortName(name), Int(amount)) }
    guard let value = json["set"].flatMap({ value($0) }) else { throw broken }
    return .set(ShortName(name), value)
  }

  private static func value(_ json: JSONValue) -> StoryValue? {
    switch json {
    case .bool(let flag): .flag(flag)
    case .int(let number): .number(Int(number))
    case .string(let word): .word(ShortName(word))
    default: nil
    }
  }
}
