import Core
import JSON

extension Fields {
  /// A story's variables: a JSON list, or text in a form. Nil when left out.
  mutating func storyVariables(_ name: String) -> [StoryVariable]? {
    guard has(name) else { return nil }
    guard !isFromForm else {
      do throws(TextFault) { return try VariableText.parse(optionalText(name, 0...8_000) ?? "") } catch {
        refuse(name, error.problem)
        return []
      }
    }
    var names: Set<ShortName> = []
    return objects(name, 0...StoryVariable.most) { fields in
      let variable = StoryVariable(reading: &fields)
      if !variable.name.description.isEmpty, !names.insert(variable.name).inserted { fields.refuse("name", "must be given once") }
      return variable
    }
  }
}

extension StoryVariable {
  private enum Kinds: String, CaseIterable { case flag, number, word }

  init(reading fields: inout Fields) {
    let text = fields.parsed("name", Self.nameProblem, placeholder: "", upTo: 64) { $0 }
    if !text.isEmpty, let problem = Self.problem(ofName: text) { fields.refuse("name", problem) }
    name = ShortName(text)
    switch fields.choice("type", of: Kinds.self) {
    case .flag:
      kind = .flag
      first = .flag(fields.flag("first"))
    case .number:
      kind = .number
      first = .number(Int(fields.integer("first", -999...999)))
    case .word:
      let words = Self.words(&fields)
      kind = .word(words)
      let given = ShortName(fields.parsed("first", "must be one of the words", placeholder: "", upTo: 64) { $0 })
      if !words.contains(given) { fields.refuse("first", "must be one of the words") }
      first = .word(given)
    }
  }

  private static func words(_ fields: inout Fields) -> [ShortName] {
    let problem = "must be 1 to 8 different words of 1 to 24 of a-z, 0-9, _ and -"
    let texts = fields.texts("words", words, upTo: 64, problem)
    let words = texts.map { ShortName($0) }
    if !texts.allSatisfy(isWord) || Set(words).count != words.count { fields.refuse("words", problem) }
    return words
  }
}
