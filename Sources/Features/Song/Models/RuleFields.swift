import Core
import JSON

extension Fields {
  /// The name of a variable; whether the story has it is looked up later.
  fileprivate mutating func variable() -> ShortName {
    ShortName(parsed("var", "must be a variable", placeholder: "", upTo: ShortName.maximumBytes) { $0 })
  }

  /// What a variable may hold; whether this one may is looked up later.
  fileprivate mutating func storyValue(_ name: String) -> StoryValue? {
    switch optionalScalar(name) {
    case .bool(let flag): .flag(flag)
    case .int(let number): .number(Int(clamping: number))
    case .string(let word): .word(ShortName(word))
    default: nil
    }
  }
}

extension Condition {
  /// Reads `when`; nil when it is left out. With it, whether it was sent as `all` or `any`: one test alone is always kept as `all`.
  ///
  /// - Parameter verse: Reads the verse that a `visited` names.
  static func read(
    _ fields: inout Fields, placeholder: Verse, verse: (_ fields: inout Fields, _ name: String) -> Verse
  ) -> (Condition?, Joint) {
    fields.optionalObject("when") { fields -> (Condition?, Joint) in
      guard fields.has("all") != fields.has("any") else {
        fields.ignore("all", "any")
        fields.refuse("all", "must be a list of 1 to 4 tests, or any must be")
        return (nil, .all)
      }
      let joint: Joint = fields.has("all") ? .all : .any
      let tests = fields.objects(joint.rawValue, Self.counts) { fields in
        StoryTest.read(&fields, placeholder: placeholder, verse: verse)
      }
      return (Condition(joint, tests), joint)
    } ?? (nil, .all)
  }
}

extension StoryTest {
  fileprivate static func read(
    _ fields: inout Fields, placeholder: Verse, verse: (_ fields: inout Fields, _ name: String) -> Verse
  ) -> StoryTest {
    if fields.has("visited") { return .visited(verse(&fields, "visited")) }
    let variable = fields.variable()
    let given = Comparison.allCases.filter { fields.has($0.rawValue) }
    guard given.count == 1, let comparison = given.first else {
      fields.ignore(contentsOf: Comparison.allCases.map(\.rawValue))
      fields.refuse("var", "must be compared with one of is, not, min, max")
      return .visited(placeholder)
    }
    guard let value = fields.storyValue(comparison.rawValue) else {
      fields.refuse(comparison.rawValue, "must be a value of the variable")
      return .visited(placeholder)
    }
    return .compare(variable, comparison, value)
  }

  /// What is wrong with a comparison in a story of these variables, and with which part of it.
  func problem(in variables: [StoryVariable]) -> (part: String, problem: String)? {
    guard case .compare(let name, let comparison, let value) = self else { return nil }
    guard let variable = variables.first(where: { $0.name == name }) else { return ("var", "must be a variable of this story") }
    guard variable.comparisons.contains(comparison) else {
      return (comparison.rawValue, "must not be used with a \(variable.kind.name)")
    }
    return variable.admits(value) ? nil : (comparison.rawValue, variable.problem)
  }
}

extension StoryEffect {
  /// Reads `then`; empty when it is left out.
  static func read(_ fields: inout Fields) -> [StoryEffect] {
    guard fields.has("then"), !fields.isCleared("then") else { return [] }
    return fields.objects("then", 0...most) { fields in
      let variable = fields.variable()
      guard fields.has("set") != fields.has("add") else {
        fields.ignore("set", "add")
        fields.refuse("var", "must be changed with set or add")
        return .add(variable, 1)
      }
      if fields.has("add") {
        let amount = fields.integer("add", -999...999)
        if amount == 0 { fields.refuse("add", "must not be 0") }
        return .add(variable, Int(amount))
      }
      guard let value = fields.storyValue("set") else {
        fields.refuse("set", "must be a value of the variable")
        return .add(variable, 1)
      }
      return .set(variable, value)
    }
  }

  /// What is wrong with effects in a story of these variables: the number of the effect, the part of it and the problem.
  static func problems(of effects: [StoryEffect], in variables: [StoryVariable]) -> [(number: Int, part: String, problem: String)] {
    var changed: Set<ShortName> = []
    return effects.enumerated().compactMap { number, effect in
      guard let variable = variables.first(where: { $0.name == effect.variable }) else {
        return (number, "var", "must be a variable of this story")
      }
      guard changed.insert(variable.name).inserted else { return (number, "var", "must be changed once") }
      switch effect {
      case .set(_, let value): return variable.admits(value) ? nil : (number, "set", variable.problem)
      case .add: return variable.kind == .number ? nil : (number, "add", "must not be used with a \(variable.kind.name)")
      }
    }
  }
}
