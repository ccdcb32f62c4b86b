import Core
import JSON

/// What the choices of one verse may name: finds what was sent in the story as it stands.
struct ChoiceRules: Sendable {
  /// A living verse that the choices may lead to.
  struct Named: Sendable {
    let id: VerseID
    let title: TitleKey

    init(_ id: VerseID, _ title: String) {
      self.id = id
      self.title = TitleKey(title)
    }
  }

  let variables: [StoryVariable]
  let leadable: [Named]
  /// Of the verse as it is. They keep their ids, and may keep what they led to and named although it is deleted.
  let previous: [Choice]
  /// How many verses of a proposal `#1` and so on may name.
  var numbered = 0

  /// A choice of which all is found.
  struct Found: Sendable {
    let id: ChoiceID?
    let text: ChoiceText<VerseReference>
  }

  /// What is wrong with any of them is thrown as one error.
  func find(_ drafts: [ChoiceDraft]) throws(AppError) -> [Found] {
    var problems: [String: String] = [:]
    var ids: Set<ChoiceID> = []
    let ways = Set(leadable.map(\.id))
    let found = drafts.map { draft -> Found in
      let before = draft.id.flatMap { id in previous.first { $0.id == id } }
      if let id = draft.id, before == nil || !ids.insert(id).inserted {
        problems[draft.field.part("id")] = "must be a choice of this verse, each once"
      }
      let finder = Finder(rules: self, ways: ways, before: before, draft: draft)
      return finder.found(&problems)
    }
    guard problems.isEmpty else { throw AppError(refusing: problems) }
    return found
  }
}

extension AppError {
  /// One `VALIDATION_ERROR` for several fields.
  init(refusing problems: [String: String]) {
    let first = problems.min { $0.key < $1.key }
    let message = problems.count == 1 ? first.map { "\($0.key) \($0.value)" } ?? "" : "\(problems.count) fields need another look"
    self.init(.validation, message, details: problems)
  }
}

private struct Finder {
  let rules: ChoiceRules
  let ways: Set<VerseID>
  let before: Choice?
  let draft: ChoiceDraft

  func found(_ problems: inout [String: String]) -> ChoiceRules.Found {
    if !mayLead(to: draft.to) { problems[draft.field.part("to")] = ChoiceDraft.toProblem }
    return ChoiceRules.Found(
      id: draft.id, text: ChoiceText(label: draft.label, to: draft.to, when: condition(&problems), then: effects(&problems)))
  }

  private func mayLead(to reference: VerseReference) -> Bool {
    switch reference {
    case .new: true
    case .numbered(let number): number <= rules.numbered
    case .verse(let id): ways.contains(id) || before?.to == id
    }
  }

  private func mayName(_ reference: VerseReference) -> Bool {
    switch reference {
    case .new: false
    case .numbered(let number): number <= rules.numbered
    case .verse(let id): ways.contains(id) || before?.when?.tests.contains { $0.verse == id } ?? false
    }
  }

  private func condition(_ problems: inout [String: String]) -> Condition<VerseReference>? {
    switch draft.when {
    case .text(let text):
      do throws(TextFault) { return try ConditionText(variables: rules.variables, verse: verse).parse(text) } catch {
        problems[draft.field.part("when")] = error.problem
        return nil
      }
    case .condition(let condition, let joint):
      guard let condition else { return nil }
      for (index, test) in condition.tests.enumerated() {
        guard let (part, problem) = problem(of: test) else { continue }
        problems[draft.field.part("when", "\(joint.rawValue).\(index).\(part)")] = problem
      }
      return condition
    }
  }

  private func verse(_ token: StoryTokens.Token) -> VerseReference? {
    switch token {
    case .quoted(let title):
      let key = TitleKey(title)
      return rules.leadable.first { $0.title == key }.map { .verse($0.id) }
    case .word(let word):
      guard word.utf8.first == UInt8(ascii: "#"), let id = VerseID(text: word.dropFirst()) else { return nil }
      return mayName(.verse(id)) ? .verse(id) : nil
    case .sign: return nil
    }
  }

  private func problem(of test: StoryTest<VerseReference>) -> (part: String, problem: String)? {
    guard let reference = test.verse else { return test.problem(in: rules.variables) }
    return mayName(reference) ? nil : ("visited", "must be a verse that this choice may lead to")
  }

  private func effects(_ problems: inout [String: String]) -> [StoryEffect] {
    switch draft.then {
    case .text(let text):
      do throws(TextFault) { return try EffectText.parse(text, rules.variables) } catch {
        problems[draft.field.part("then")] = error.problem
        return []
      }
    case .effects(let effects):
      for (number, part, problem) in StoryEffect.problems(of: effects, in: rules.variables) {
        problems[draft.field.part("then", "\(number).\(part)")] = problem
      }
      return effects
    }
  }
}
