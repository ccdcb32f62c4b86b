import Core
import JSON
import Testing

@testable import Song

@Suite struct ChoiceRulesTests {
  private let previous = [
    Choice(
      id: ChoiceID(5),
      text: ChoiceText(label: "old", to: VerseID(90), when: Condition(.all, [.visited(VerseID(91))])))
  ]

  private var rules: ChoiceRules {
    ChoiceRules(
      variables: [
        StoryVariable(name: "gold", kind: .number, first: .number(0)), StoryVariable(name: "door", kind: .flag, first: .flag(false)),
        StoryVariable(name: "sky", kind: .word(["red"]), first: .word("red")),
      ], leadable: [ChoiceRules.Named(VerseID(1), "Start"), ChoiceRules.Named(VerseID(2), "The cellar")], previous: previous)
  }

  private func problems(_ choices: String, numbered: Int = 0) -> [String] {
    do throws(AppError) {
      let drafts = try Fields.read(Fields(body: Array("{\"choices\":\(choices)}".utf8))) { ChoiceDraft.read(&$0) ?? [] }
      var rules = rules
      rules = ChoiceRules(variables: rules.variables, leadable: rules.leadable, previous: rules.previous, numbered: numbered)
      _ = try rules.find(drafts)
    } catch { return error.details.keys.sorted() }
    return []
  }

  @Test func whatIsRightIsFound() {
    #expect(problems(#"[{"label":"a","to":1},{"id":5,"label":"b","to":90,"when":null,"then":[]},{"label":"c","to":"new"}]"#) == [])
    #expect(
      problems(
        ##"[{"label":"a","to":1,"when":{"any":[{"var":"gold","min":-999},{"visited":2},{"var":"sky","not":"red"},{"var":"door","is":true}]},"then":[{"var":"gold","add":-1},{"var":"door","set":true}]}]"##
      ) == [])
    #expect(problems(#"[{"id":5,"label":"b","to":1,"when":{"all":[{"visited":91}]}}]"#) == [])
    #expect(problems(##"[{"label":"b","to":"#2"}]"##, numbered: 2) == [])
  }

  @Test(arguments: [
    (#"[{"label":"","to":1}]"#, "choices.0.label"), (#"[{"label":"a->b","to":1}]"#, "choices.0.label"),
    (#"[{"label":"a\nb","to":1}]"#, "choices.0.label"), (#"[{"label":"a"}]"#, "choices.0.to"), (#"[{"label":"a","to":3}]"#, "choices.0.to"),
    (#"[{"label":"a","to":90}]"#, "choices.0.to"), (#"[{"label":"a","to":"old"}]"#, "choices.0.to"),
    (##"[{"label":"a","to":"#1"}]"##, "choices.0.to"), (#"[{"id":6,"label":"a","to":1}]"#, "choices.0.id"),
    (#"[{"id":5,"label":"a","to":1},{"id":5,"label":"b","to":1}]"#, "choices.1.id"),
    (#"[{"label":"a","to":1,"when":{"all":[]}}]"#, "choices.0.when.all"),
    (#"[{"label":"a","to":1,"when":{"all":[{"var":"gold","is":1}],"any":[{"var":"gold","is":1}]}}]"#, "choices.0.when.all"),
    (#"[{"label":"a","to":1,"when":{}}]"#, "choices.0.when.all"),
    (#"[{"label":"a","to":1,"when":{"any":[{"var":"silver","is":1}]}}]"#, "choices.0.when.any.0.var"),
    (#"[{"label":"a","to":1,"when":{"all":[{"var":"gold","is":1000}]}}]"#, "choices.0.when.all.0.is"),
    (#"[{"label":"a","to":1,"when":{"all":[{"var":"gold","is":true}]}}]"#, "choices.0.when.all.0.is"),
    (#"[{"label":"a","to":1,"when":{"all":[{"var":"gold","is":1,"min":1}]}}]"#, "choices.0.when.all.0.var"),
    (#"[{"label":"a","to":1,"when":{"all":[{"var":"door","not":true}]}}]"#, "choices.0.when.all.0.not"),
    (#"[{"label":"a","to":1,"when":{"all":[{"var":"sky","min":"red"}]}}]"#, "choices.0.when.all.0.min"),
    (#"[{"label":"a","to":1,"when":{"all":[{"visited":91}]}}]"#, "choices.0.when.all.0.visited"),
    (#"[{"label":"a","to":1,"when":{"all":[{"visited":"new"}]}}]"#, "choices.0.when.all.0.visited"),
    (#"[{"label":"a","to":1,"then":[{"var":"gold","add":0}]}]"#, "choices.0.then.0.add"),
    (#"[{"label":"a","to":1,"then":[{"var":"door","add":1}]}]"#, "choices.0.then.0.add"),
    (#"[{"label":"a","to":1,"then":[{"var":"sky","set":"blue"}]}]"#, "choices.0.then.0.set"),
    (#"[{"label":"a","to":1,"then":[{"var":"gold","set":1},{"var":"gold","add":1}]}]"#, "choices.0.then.1.var"),
    (#"[{"label":"a","to":1,"evil":1}]"#, "choices.0.evil"), (#"[1]"#, "choices.0"), (#"{}"#, "choices"),
  ]) func whatIsWrongIsNamedByItsPath(choices: String, path: String) {
    #expect(problems(choices).contains(path), "\(problems(choices))")
  }

  @Test func aVerseHasAtMostEightChoices() {
    let one = #"{"label":"a","to":1}"#
    #expect(problems("[" + Array(repeating: one, count: 8).joined(separator: ",") + "]") == [])
    #expect(problems("[" + Array(repeating: one, count: 9).joined(separator: ",") + "]") == ["choices"])
  }

  @Test func formsNameTheirOwnFields() throws {
    let form: [(name: String, value: String)] = [
      ("choice_1_id", "5"), ("choice_1_label", ""), ("choice_1_to", "90"), ("choice_1_when", ""), ("choice_1_then", ""),
      ("choice_2_id", ""), ("choice_2_label", "Go"), ("choice_2_to", "new"), ("choice_2_when", "gold >= 3 and visited \"the cellar\""),
      ("choice_2_then", "gold - 3"), ("choice_3_label", "No"), ("choice_3_to", "2"), ("choice_3_when", "gold > 1"),
      ("choice_3_then", "gold"),
    ]
    var fields = Fields(form: form)
    let drafts = ChoiceDraft.read(form: &fields)
    try fields.finish()
    #expect(drafts.map(\.label) == ["Go", "No"])
    do throws(AppError) {
      _ = try rules.find(drafts)
      #expect(Bool(false))
    } catch {
      #expect(error.details.keys.sorted() == ["choice_3_then", "choice_3_when"])
    }
    let found = try rules.find([drafts[0]])
    #expect(found[0].text.when == Condition(.all, [.compare("gold", .atLeast, .number(3)), .visited(.verse(VerseID(2)))]))
    #expect(found[0].text.to == .new && found[0].text.then == [.add("gold", -3)])
  }

  @Test func titlesThatAreTakenGetANumber() {
    let taken: Set<TitleKey> = [TitleKey("gate"), TitleKey("Gate 2")]
    #expect(VerseRules.freeTitle("Gate") { taken.contains($0) } == "Gate 3")
    #expect(VerseRules.freeTitle("Way") { taken.contains($0) } == "Way")
    let long = String(repeating: "x", count: 120)
    #expect(VerseRules.freeTitle(long) { _ in false }.count == 80)
    #expect(VerseRules.freeTitle(long) { $0 == TitleKey(String(long.prefix(80))) }.hasSuffix("x 2"))
    #expect(VerseRules.problem(ofTitle: "StoryData") != nil && VerseRules.problem(ofLabel: "StoryData") == nil)
  }

  @Test func variablesAreChecked() {
    func problems(_ json: String) -> [String] {
      do throws(AppError) {
        _ = try Fields.read(Fields(body: Array("{\"variables\":\(json)}".utf8))) { $0.storyVariables("variables") ?? [] }
      } catch { return error.details.keys.sorted() }
      return []
    }
    #expect(problems(#"[{"name":"gold","type":"number","first":-999},{"name":"a","type":"word","first":"x","words":["x"]}]"#) == [])
    #expect(problems(#"[{"name":"gold","type":"number","first":1000}]"#) == ["variables.0.first"])
    #expect(problems(#"[{"name":"Gold","type":"flag","first":true}]"#) == ["variables.0.name"])
    #expect(problems(#"[{"name":"true","type":"flag","first":true}]"#) == ["variables.0.name"])
    #expect(problems(#"[{"name":"a","type":"flag","first":1}]"#) == ["variables.0.first"])
    #expect(problems(#"[{"name":"a","type":"flag","first":true,"words":["x"]}]"#) == ["variables.0.words"])
    #expect(problems(#"[{"name":"a","type":"word","first":"y","words":["x"]}]"#) == ["variables.0.first"])
    #expect(problems(#"[{"name":"a","type":"word","first":"x","words":["x","x"]}]"#) == ["variables.0.words"])
    #expect(problems(#"[{"name":"a","type":"flag","first":true},{"name":"a","type":"flag","first":true}]"#) == ["variables.1.name"])
    let many = (1...17).map { #"{"name":"v\#($0)","type":"flag","first":true}"# }
    #expect(problems("[" + many.prefix(16).joined(separator: ",") + "]") == [])
    #expect(problems("[" + many.joined(separator: ",") + "]") == ["variables"])
  }
}
