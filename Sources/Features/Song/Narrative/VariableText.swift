import JSON

/// Variables as people write them, one a line: `gold number 0`, `door flag false`, `sky word red: red blue`.
enum VariableText {
  static func parse(_ text: String) throws(TextFault) -> [StoryVariable] {
    var variables: [StoryVariable] = []
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = String(Substring(bytes))
      guard line.utf8.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { continue }
      guard variables.count < StoryVariable.most else { throw TextFault("must be at most \(StoryVariable.most) variables") }
      let variable: StoryVariable
      do throws(TextFault) { variable = try self.variable(line) } catch { throw TextFault("line \(index + 1) \(error.problem)") }
      guard !variables.contains(where: { $0.name == variable.name }) else {
        throw TextFault("line \(index + 1) must not name \(variable.name) again")
      }
      variables.append(variable)
    }
    return variables
  }

  private static let shape = "must be a name, then flag, number or word, then the first value"

  private static func variable(_ line: String) throws(TextFault) -> StoryVariable {
    var tokens = try StoryTokens(line)
    guard case .word(let name)? = tokens.take() else { throw TextFault(shape) }
    if let problem = StoryVariable.problem(ofName: name) { throw TextFault("must begin with a name, which \(problem)") }
    guard case .word(let type)? = tokens.take(), case .word(let first)? = tokens.take() else { throw TextFault(shape) }
    let kind: StoryVariable.Kind
    switch ShortName(type) {
    case "flag": kind = .flag
    case "number": kind = .number
    case "word":
      guard tokens.take(.sign(":")) else { throw TextFault("must list all words after a colon") }
      kind = .word(try words(&tokens))
    default: throw TextFault(shape)
    }
    guard tokens.isAtEnd else { throw TextFault("must end after the \(kind == .flag || kind == .number ? "first value" : "words")") }
    let known = StoryVariable(name: ShortName(name), kind: kind, first: .flag(false))
    guard let value = known.value(of: first) else { throw TextFault("has a first value that \(known.problem)") }
    return StoryVariable(name: known.name, kind: kind, first: value)
  }

  private static func words(_ tokens: inout StoryTokens) throws(TextFault) -> [ShortName] {
    var words: [ShortName] = []
    while case .word(let word)? = tokens.next {
      _ = tokens.take()
      guard StoryVariable.isWord(word) else { throw TextFault("has a word that \(StoryVariable.wordProblem)") }
      guard !words.contains(ShortName(word)) else { throw TextFault("must name each word once") }
      words.append(ShortName(word))
    }
    guard StoryVariable.words.contains(words.count) else { throw TextFault("must list 1 to 8 words") }
    return words
  }

  static func text(_ variables: [StoryVariable]) -> String {
    variables.map { variable in
      let start = "\(variable.name) \(variable.kind.name) \(variable.first.text)"
      guard case .word(let words) = variable.kind else { return start }
      return start + ": " + words.map(\.description).joined(separator: " ")
    }
    .joined(separator: "\n")
  }
}
