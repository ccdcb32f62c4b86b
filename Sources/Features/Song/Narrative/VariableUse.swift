import JSON

/// What choices ask of a story's variables.
enum VariableUse {
  /// Why the choices do not fit these variables, in words that follow the field's name; nil if they do.
  static func problem(of choices: some Sequence<Choice>, with variables: [StoryVariable]) -> String? {
    for choice in choices {
      for test in choice.when?.tests ?? [] where test.problem(in: variables) != nil {
        return "must keep \(test.variable.map(\.description) ?? "") as choices use it"
      }
      if let wrong = StoryEffect.problems(of: choice.then, in: variables).first {
        return "must keep \(choice.then[wrong.number].variable) as choices use it"
      }
    }
    return nil
  }
}
