import Core
import JSON
import Testing

@testable import Song

@Suite struct ConditionTextTests {
  private let variables = [
    StoryVariable(name: "gold", kind: .number, first: .number(0)), StoryVariable(name: "door", kind: .flag, first: .flag(false)),
    StoryVariable(name: "sky", kind: .word(["red", "blue", "3"]), first: .word("red")),
  ]

  private func parse(_ text: String) -> Result<Condition<String>?, TextFault> {
    Result { () throws(TextFault) in
      try ConditionText<String>(variables: variables) { token in
        if case .quoted(let title) = token, title == "The \"old\" cellar" { title } else { nil }
      }
      .parse(text)
    }
  }

  private func problem(_ text: String) -> String? {
    if case .failure(let fault) = parse(text) { fault.problem } else { nil }
  }

  @Test(arguments: [
    "gold >= 3 and door is true", "sky is not red or visited \"The \\\"old\\\" cellar\"", "gold is not -5", "sky is 3", "gold <= 999",
  ]) func whatIsWrittenIsReadAgain(text: String) throws {
    let condition = try #require(try parse(text).get())
    #expect(condition.text { $0.inQuotes } == text)
  }

  @Test func nothingIsNoCondition() throws { #expect(try parse("  \n ").get() == nil) }

  @Test func oneTestIsAnAll() throws {
    let condition = try #require(try parse("gold is 3").get())
    #expect(condition.joint == .all)
  }

  @Test func messagesAreExact() {
    #expect(problem("gold >= 3 and door is true or gold is 1") == "must not mix and with or")
    #expect(problem("gold >= 3 door is true") == "must have and or or between two tests")
    #expect(problem("silver is 3") == "must name variables of this story, and silver is none")
    #expect(problem("gold > 3") == "must use >=, <=, is or is not to compare")
    #expect(problem("gold is 1000") == "must be a whole number from -999 to 999, for gold")
    #expect(problem("gold is") == "must be a whole number from -999 to 999, for gold")
    #expect(problem("door >= true") == "must compare door with is")
    #expect(problem("door is not true") == "must compare door with is")
    #expect(problem("sky is green") == "must be one of red, blue, 3, for sky")
    #expect(problem("sky >= red") == "must compare sky with is, is not")
    #expect(problem("visited cellar") == "must name a verse in quotation marks after visited")
    #expect(problem("visited \"cellar\"") == "must name a verse that this choice may lead to after visited")
    #expect(problem("visited \"cellar") == "must close the quotation marks")
    #expect(problem("and") == "must name variables of this story, and and is none")
    #expect(problem(Array(repeating: "gold is 1", count: 4).joined(separator: " and ")) == nil)
    #expect(problem(Array(repeating: "gold is 1", count: 5).joined(separator: " and ")) == "must have at most 4 tests")
  }

  private func effects(_ text: String) -> Result<[StoryEffect], TextFault> {
    Result { () throws(TextFault) in try EffectText.parse(text, variables) }
  }

  @Test func effectsAreRead() throws {
    #expect(try effects("gold + 2, door = true").get() == [.add("gold", 2), .set("door", .flag(true))])
    #expect(try effects("gold - 2").get() == [.add("gold", -2)])
    #expect(try effects("gold -2").get() == [.add("gold", -2)])
    #expect(try effects("sky = 3").get() == [.set("sky", .word("3"))])
    #expect(EffectText.text([.add("gold", -2), .set("sky", .word("red"))]) == "gold - 2, sky = red")
    func problem(_ text: String) -> String? { if case .failure(let fault) = effects(text) { fault.problem } else { nil } }
    #expect(problem("gold + 0") == "must change gold by a whole number from -999 to 999 other than 0")
    #expect(problem("gold + 1, gold = 3") == "must change each variable once")
    #expect(problem("door + 1") == "must give door a value with =")
    #expect(problem("gold + 1 door = true") == "must have a comma between two effects")
    #expect(problem("gold is 1") == "must change gold with =, + or -")
    #expect(problem(", gold + 1") == "must begin each effect with a variable")
  }

  @Test func variablesAreRead() throws {
    let text = "gold number 0\ndoor flag false\nsky word red: red blue 3"
    let read = try VariableText.parse(text)
    #expect(read == variables)
    #expect(VariableText.text(read) == text)
    func problem(_ text: String) -> String? {
      do throws(TextFault) { _ = try VariableText.parse(text) } catch { return error.problem }
      return nil
    }
    #expect(problem("gold number 0\n\nGold number 1") == "line 3 must begin with a name, which \(StoryVariable.nameProblem)")
    #expect(
      problem("is flag true") == "line 1 must begin with a name, which must not be one of and, or, is, not, to, it, true, false, visited")
    #expect(problem("gold number 1000") == "line 1 has a first value that must be a whole number from -999 to 999")
    #expect(problem("gold colour 1") == "line 1 must be a name, then flag, number or word, then the first value")
    #expect(problem("sky word red") == "line 1 must list all words after a colon")
    #expect(problem("sky word red: blue") == "line 1 has a first value that must be one of blue")
    #expect(problem("sky word red: red red") == "line 1 must name each word once")
    #expect(problem("sky word red: red RED") == "line 1 has a word that \(StoryVariable.wordProblem)")
    #expect(problem("a flag true\na flag true") == "line 2 must not name a again")
    #expect(problem((1...16).map { "v\($0) flag true" }.joined(separator: "\n")) == nil)
    #expect(problem((1...17).map { "v\($0) flag true" }.joined(separator: "\n")) == "must be at most 16 variables")
    #expect(problem("a" + String(repeating: "b", count: 23) + " flag true") == nil)
    #expect(problem("a" + String(repeating: "b", count: 24) + " flag true") != nil)
  }
}
