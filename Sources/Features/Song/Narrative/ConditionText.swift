import JSON

/// Conditions as people write them: `gold >= 3 and door is true`, `sky is not red or visited "The cellar"`.
struct ConditionText<Verse: Hashable & Sendable> {
  let variables: [StoryVariable]
  /// The verse with that title, or `#12`; nil if the choice may not name it.
  let verse: (_ name: StoryTokens.Token) -> Verse?

  /// Nil for an empty text: the choice is always open.
  func parse(_ text: String) throws(TextFault) -> Condition<Verse>? {
    var tokens = try StoryTokens(text)
    guard !tokens.isAtEnd else { return nil }
    var tests = [try test(&tokens)]
    var joint: Condition<Verse>.Joint?
    while !tokens.isAtEnd {
      let next: Condition<Verse>.Joint
      if tokens.take(.word("and")) {
        next = .all
      } else if tokens.take(.word("or")) {
        next = .any
      } else {
        throw TextFault("must have and or or between two tests")
      }
      guard joint == nil || joint == next else { throw TextFault("must not mix and with or") }
      joint = next
      tests.append(try test(&tokens))
    }
    guard Condition<Verse>.counts.contains(tests.count) else { throw TextFault("must have at most 4 tests") }
    return Condition(joint ?? .all, tests)
  }

  private func test(_ tokens: inout StoryTokens) throws(TextFault) -> StoryTest<Verse> {
    guard case .word(let name)? = tokens.take() else { throw TextFault("must begin each test with a variable or visited") }
    if ShortName(name) == "visited" {
      guard let named = tokens.take() else { throw TextFault("must name a verse in quotation marks after visited") }
      guard let verse = verse(named) else {
        guard case .quoted = named else { throw TextFault("must name a verse in quotation marks after visited") }
        throw TextFault("must name a verse that this choice may lead to after visited")
      }
      return .visited(verse)
    }
    let variable = try variables.named(name)
    guard let comparison = comparison(&tokens) else {
      throw TextFault("must compare \(variable.name) with " + variable.comparisons.map(\.sign).joined(separator: ", "))
    }
    guard variable.comparisons.contains(comparison) else {
      throw TextFault("must compare \(variable.name) with " + variable.comparisons.map(\.sign).joined(separator: ", "))
    }
    return .compare(variable.name, comparison, try variable.value(&tokens))
  }

  private func comparison(_ tokens: inout StoryTokens) -> Comparison? {
    if tokens.take(.sign(">=")) { return .atLeast }
    if tokens.take(.sign("<=")) { return .atMost }
    guard tokens.take(.word("is")) else { return nil }
    return tokens.take(.word("not")) ? .differs : .equals
  }
}

extension [StoryVariable] {
  func named(_ name: String) throws(TextFault) -> StoryVariable {
    let name = ShortName(name)
    guard let variable = first(where: { $0.name == name }) else {
      throw TextFault(name.isTooLong ? "must name variables of this story" : "must name variables of this story, and \(name) is none")
    }
    return variable
  }
}

extension StoryVariable {
  fileprivate func value(_ tokens: inout StoryTokens) throws(TextFault) -> StoryValue {
    guard case .word(let text)? = tokens.take(), let value = value(of: text) else { throw TextFault("\(problem), for \(name)") }
    return value
  }
}

extension Condition {
  /// As people write it. `name` writes a verse: `visited "The cellar"`.
  func text(naming name: (Verse) -> String) -> String {
    tests.map { test in
      switch test {
      case .compare(let variable, let comparison, let value): "\(variable) \(comparison.sign) \(value.text)"
      case .visited(let verse): "visited \(name(verse))"
      }
    }
    .joined(separator: joint == .all ? " and " : " or ")
  }
}

/// Effects as people write them: `gold + 2, door = true`.
enum EffectText {
  static func parse(_ text: String, _ variables: [StoryVariable]) throws(TextFault) -> [StoryEffect] {
    var tokens = try StoryTokens(text)
    guard !tokens.isAtEnd else { return [] }
    var effects = [try effect(&tokens, variables)]
    while !tokens.isAtEnd {
      guard tokens.take(.sign(",")) else { throw TextFault("must have a comma between two effects") }
      effects.append(try effect(&tokens, variables))
    }
    guard effects.count <= StoryEffect.most else { throw TextFault("must have at most 4 effects") }
    guard Set(effects.map(\.variable)).count == effects.count else { throw TextFault("must change each variable once") }
    return effects
  }

  private static func effect(_ tokens: inout StoryTokens, _ variables: [StoryVariable]) throws(TextFault) -> StoryEffect {
    guard case .word(let name)? = tokens.take() else { throw TextFault("must begin each effect with a variable") }
    let variable = try variables.named(name)
    if tokens.take(.sign("=")) { return .set(variable.name, try variable.value(&tokens)) }
    guard variable.kind == .number else { throw TextFault("must give \(variable.name) a value with =") }
    let sign: Int
    if tokens.take(.sign("+")) {
      sign = 1
    } else if tokens.take(.word("-")) {
      sign = -1
    } else if case .word(let text)? = tokens.next, text.utf8.first == UInt8(ascii: "-"), let amount = Int(digits: text), amount != 0 {
      // `gold -2`
      _ = tokens.take()
      return .add(variable.name, amount)
    } else {
      throw TextFault("must change \(variable.name) with =, + or -")
    }
    guard case .word(let text)? = tokens.take(), let amount = Int(digits: text), amount != 0 else {
      throw TextFault("must change \(variable.name) by a whole number from -999 to 999 other than 0")
    }
    return .add(variable.name, sign * amount)
  }

  static func text(_ effects: [StoryEffect]) -> String {
    effects.map { effect in
      switch effect {
      case .set(let name, let value): "\(name) = \(value.text)"
      case .add(let name, let amount): "\(name) \(amount < 0 ? "-" : "+") \(amount.magnitude)"
      }
    }
    .joined(separator: ", ")
  }
}
