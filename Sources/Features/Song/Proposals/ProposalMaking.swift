import Core

/// Proposals in the making: what was written, or the branch behind a choice of a fork.
struct ProposalMaking: Sendable {
  let stories: StoryRepository
  let verses: VerseRepository

  struct Branch: Sendable {
    let from: Verse
    let label: String
    /// They name each other by `#1` and so on.
    var verses: [Part]
  }

  struct Part: Sendable {
    let title: String
    let body: String
    let isEnding: Bool
    let choices: [ChoiceText<VerseReference>]
    /// Of what this is a copy.
    var source: VerseID?
  }

  /// - Parameter names: Of the living verses of the story.
  func branch(
    _ scope: Scope, of new: NewProposal, in story: Story, _ names: [VerseName], in transaction: Transaction
  ) async throws -> Branch {
    switch new.branch {
    case .written(let from, let label, let texts):
      return Branch(
        from: try await canon(from, "from", in: story, in: transaction), label: label, verses: try parts(texts, in: story, names))
    case .forked(let fork, let choice):
      return try await copied(scope, fork, choice, in: story, names, in: transaction)
    }
  }

  func canon(_ id: VerseID, _ field: String, in story: Story, in transaction: Transaction) async throws -> Verse {
    guard let verse = try await verses.verse(id, in: transaction), verse.story == story.id, verse.status == .canon, verse.deletedAt == nil
    else { throw AppError.validation(field, "must be a living canon verse of this story") }
    return verse
  }

  private func parts(_ texts: [VerseText], in story: Story, _ names: [VerseName]) throws -> [Part] {
    let canon = names.filter { $0.status == .canon }.map { ChoiceRules.Named($0.id, $0.title) }
    let rules = ChoiceRules(variables: story.details.variables, leadable: canon, previous: [], numbered: texts.count)
    var problems: [String: String] = [:]
    var taken = Set(names.map { TitleKey($0.title) } + texts.map { TitleKey($0.title) })
    var parts: [Part] = []
    // Those that choices ask for stand behind the others.
    var born: [Part] = []
    for (number, text) in texts.enumerated() {
      // A form has one verse, whose fields have no prefix.
      func name(_ field: String) -> String { text.choices.first?.field.isForm == true ? field : "verses.\(number).\(field)" }
      do throws(AppError) {
        let found = try rules.find(text.choices)
        let choices = found.map(\.text).map { choice -> ChoiceText<VerseReference> in
          guard choice.to == .new else { return choice }
          let title = VerseRules.freeTitle(choice.label) { taken.contains($0) }
          taken.insert(TitleKey(title))
          born.append(Part(title: title, body: "", isEnding: false, choices: []))
          return ChoiceText(label: choice.label, to: .numbered(texts.count + born.count), when: choice.when, then: choice.then)
        }
        parts.append(Part(title: text.title, body: text.body, isEnding: text.isEnding, choices: choices))
      } catch {
        for (field, problem) in error.details { problems[name(field)] = problem }
      }
    }
    if texts.count + born.count > Proposal.verses.upperBound {
      problems["verses"] = "must be at most \(Proposal.verses.upperBound), with those that choices make"
    }
    guard problems.isEmpty else { throw AppError(refusing: problems) }
    return parts + born
  }

  // MARK: From a fork

  private func copied(
    _ scope: Scope, _ fork: StoryID, _ choice: ChoiceID, in story: Story, _ names: [VerseName], in transaction: Transaction
  ) async throws -> Branch {
    guard let seen = try await stories.visible(fork, to: scope.member?.id, in: transaction), seen.story.lineage.parent == story.id else {
      throw AppError.validation("fork", "must be a fork of this story that you see")
    }
    let wrong = AppError.validation("choice", "must lead from a verse of this story to one of the fork's own")
    let found = try await verses.living(of: fork, canonOnly: true, in: transaction)
    let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let sources = try await verses.sources(of: fork, in: transaction)
    guard let start = found.first(where: { $0.content.choices.contains { $0.id == choice } }), let source = sources[start.id],
      let way = start.content.choices.first(where: { $0.id == choice }), byID[way.to] != nil, sources[way.to] == nil
    else { throw wrong }
    var order = [way.to]
    var next = 0
    while next < order.count {
      for choice in byID[order[next]]?.content.choices ?? [] where byID[choice.to] != nil && sources[choice.to] == nil {
        if !order.contains(choice.to) { order.append(choice.to) }
      }
      next += 1
    }
    guard order.count <= Proposal.verses.upperBound else {
      throw AppError.validation("choice", "leads to more than \(Proposal.verses.upperBound) new verses")
    }
    let canon = Set(names.filter { $0.status == .canon }.map(\.id))
    func reference(_ id: VerseID) -> VerseReference? {
      if let number = order.firstIndex(of: id) { return .numbered(number + 1) }
      return sources[id].flatMap { canon.contains($0) ? .verse($0) : nil }
    }
    let parts = try order.compactMap { byID[$0] }.map { verse -> Part in
      guard VariableUse.problem(of: verse.content.choices, with: story.details.variables) == nil else {
        throw AppError.validation("choice", "leads to tests or effects of variables that this story does not have")
      }
      // What leads to a verse that is gone here is left out.
      let choices = try verse.content.choices.compactMap { choice -> ChoiceText<VerseReference>? in
        guard let to = reference(choice.to) else { return nil }
        let when = try choice.when.map { when -> Condition<VerseReference> in
          Condition<VerseReference>(
            when.joint,
            try when.tests.map { test -> StoryTest<VerseReference> in
              switch test {
              case .compare(let variable, let comparison, let value): return .compare(variable, comparison, value)
              case .visited(let id):
                guard let named = reference(id) else {
                  throw AppError.validation("choice", "leads to a test of a verse that this story does not have")
                }
                return .visited(named)
              }
            })
        }
        return ChoiceText(label: choice.label, to: to, when: when, then: choice.then)
      }
      return Part(
        title: verse.content.title, body: verse.content.body, isEnding: verse.content.isEnding, choices: choices, source: verse.id)
    }
    return Branch(from: try await self.canon(source, "choice", in: story, in: transaction), label: way.label, verses: parts)
  }
}

extension ChoiceText<VerseReference> {
  /// The choice with verses in place of `#1` and so on.
  func placed(_ ids: [VerseID]) throws -> ChoiceText<VerseID> {
    func verse(_ reference: VerseReference) throws -> VerseID {
      switch reference {
      case .verse(let id): return id
      case .numbered(let number) where number <= ids.count: return ids[number - 1]
      default: throw AppError(.serverError, "Something went wrong on our side")
      }
    }
    let tests = try when.map { when -> Condition<VerseID> in
      let tests = try when.tests.map { test -> StoryTest<VerseID> in
        switch test {
        case .compare(let variable, let comparison, let value): return .compare(variable, comparison, value)
        case .visited(let reference): return .visited(try verse(reference))
        }
      }
      return Condition<VerseID>(when.joint, tests)
    }
    return ChoiceText<VerseID>(label: label, to: try verse(to), when: tests, then: then)
  }
}
