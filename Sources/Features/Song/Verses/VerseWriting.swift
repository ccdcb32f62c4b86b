import Core
import Media

/// One change of a verse in the making: what it may name, and the verses that are born with it. The story is locked.
struct VerseWriting: Sendable {
  private let story: Story
  private let author: UserID
  private let now: Timestamp
  private let service: VerseService
  private let names: [VerseName]

  init(_ story: Story, by author: UserID, at now: Timestamp, _ service: VerseService, in transaction: Transaction) async throws {
    self.story = story
    self.author = author
    self.now = now
    self.service = service
    names = try await service.verses.names(of: story.id, in: transaction)
  }

  // MARK: Asking

  /// Finds what choices name. `previous` is the verse as it is, if there is one.
  func find(_ drafts: [ChoiceDraft], of previous: Verse?) throws -> [ChoiceRules.Found] {
    let rules = ChoiceRules(
      variables: story.details.variables,
      leadable: names.filter { $0.status == .canon || (previous?.status == .proposed && $0.proposal == previous?.proposal) }.map {
        ChoiceRules.Named($0.id, $0.title)
      },
      previous: previous?.content.choices ?? [])
    return try rules.find(drafts)
  }

  /// Refuses a loop that the author does not see, or that is hidden from some of the story's readers. The verse may keep the one that it has.
  func checkLoop(_ pin: PinnedLoop?, of previous: Verse?, in transaction: Transaction) async throws {
    guard let pin, pin != previous?.content.pattern else { return }
    let patterns = PatternRepository(database: service.verses.database)
    guard let pattern = try await patterns.visible(pin.pattern, to: author, in: transaction) else {
      throw AppError.validation("pattern", "must be a pattern that you see")
    }
    guard pin.revision <= pattern.revision else { throw AppError.validation("pattern.revision", "must be one that the pattern has") }
    guard pattern.visibility.reaches(story.details.visibility) else {
      throw AppError.validation("pattern", "must be heard by everybody who may read the story")
    }
  }

  /// The voice that the verse is to have. Refuses a sound that is not the author's own, unless the verse has it already.
  func voice(_ draft: VoiceDraft, of previous: Verse?, in transaction: Transaction) async throws -> MediaID? {
    let present = previous?.content.voice
    switch draft {
    case .asItIs: return present
    case .none: return nil
    case .sound(let id):
      if id != present { try await service.voices.check(id, of: author, in: transaction) }
      return id
    }
  }

  func isTaken(_ title: String, by own: VerseID? = nil) -> Bool {
    let key = TitleKey(title)
    return names.contains { $0.id != own && TitleKey($0.title) == key }
  }

  /// Whether the verse holds all of it already. A choice without an id is the one that says the same in its place: so a save sent again after
  /// its answer was lost is no change.
  func isSame(_ text: VerseText, _ found: [ChoiceRules.Found], _ voice: MediaID?, as content: VerseContent) -> Bool {
    guard found.count == content.choices.count else { return false }
    var choices: [Choice] = []
    for (choice, old) in zip(found, content.choices) {
      guard let known = choice.text.known else { return false }
      choices.append(Choice(id: choice.id ?? old.id, text: known))
    }
    let wanted = VerseContent(
      title: text.title, body: text.body, isEnding: text.isEnding, choices: choices, pattern: text.pattern, voice: voice)
    return wanted.isSame(as: content)
  }

  func checkVariables(of content: VerseContent) throws {
    if let problem = VariableUse.problem(of: content.choices, with: story.details.variables) {
      throw AppError(.conflict, "The variables have changed meanwhile", details: ["variables": problem])
    }
  }

  static func checkRoom(for count: Int, beside living: Int) throws {
    guard living + count <= StoryRules.mostVerses else {
      throw AppError(.limitExceeded, "A story has at most \(StoryRules.mostVerses) verses")
    }
  }

  // MARK: Writing

  func add(
    _ new: NewVerse, _ found: [ChoiceRules.Found], _ voice: MediaID?, from: Verse?, in transaction: Transaction
  ) async throws -> ChangedVerse {
    let (choices, made) = try await born(found, beside: new.text.title, adding: 1, in: transaction)
    let content = VerseContent(
      title: new.text.title, body: new.text.body, isEnding: new.text.isEnding, choices: choices, pattern: new.text.pattern, voice: voice)
    let id = try await service.verses.insert(content, in: story.id, by: author, sequence(transaction), at: now, in: transaction)
    if let voice { try await service.voices.set(voice, of: id, at: now, in: transaction) }
    var changed = ChangedVerse(verse: try await verse(id, in: transaction), made: made, hasChanged: true)
    guard let from else { return changed }
    let number = try await service.stories.nextChoices(1, of: story.id, in: transaction)
    var longer = from.content
    longer.choices.append(
      Choice(id: ChoiceID(number), text: ChoiceText(label: new.label ?? new.text.title, to: id, when: nil)))
    changed.from = try await next(longer, note: "", of: from, in: transaction)
    return changed
  }

  func save(
    _ save: VerseSave, _ found: [ChoiceRules.Found], _ voice: MediaID?, as before: Verse, in transaction: Transaction
  ) async throws -> ChangedVerse {
    let (choices, made) = try await born(
      found, beside: save.text.title, except: before.id, of: before.status == .proposed ? before.proposal : nil, in: transaction)
    let content = VerseContent(
      title: save.text.title, body: save.text.body, isEnding: save.text.isEnding, choices: choices, pattern: save.text.pattern,
      voice: voice)
    return ChangedVerse(verse: try await next(content, note: save.note, of: before, in: transaction), made: made, hasChanged: true)
  }

  func save(_ content: VerseContent, note: String, as before: Verse, in transaction: Transaction) async throws -> ChangedVerse {
    ChangedVerse(verse: try await next(content, note: note, of: before, in: transaction), hasChanged: true)
  }

  private func next(_ content: VerseContent, note: String, of before: Verse, in transaction: Transaction) async throws -> Verse {
    try await service.verses.save(
      content, note: note, as: before.version + 1, of: before.id, by: author, sequence(transaction), at: now, in: transaction)
    if content.voice != before.content.voice { try await service.voices.set(content.voice, of: before.id, at: now, in: transaction) }
    return try await verse(before.id, in: transaction)
  }

  /// Makes the verses that choices ask for, and gives numbers to new choices.
  private func born(
    _ found: [ChoiceRules.Found], beside title: String, except own: VerseID? = nil, of proposal: ProposalID? = nil, adding count: Int = 0,
    in transaction: Transaction
  ) async throws -> ([Choice], [Verse]) {
    let births = found.count { $0.text.to == .new }
    try Self.checkRoom(for: births + count, beside: names.count)
    if let proposal, births + names.count(where: { $0.proposal == proposal }) > Proposal.verses.upperBound {
      throw AppError(.limitExceeded, "A proposal has at most \(Proposal.verses.upperBound) verses")
    }
    var taken = Set(names.filter { $0.id != own }.map { TitleKey($0.title) } + [TitleKey(title)])
    let unnumbered = found.count { $0.id == nil }
    var number = unnumbered == 0 ? 0 : try await service.stories.nextChoices(unnumbered, of: story.id, in: transaction)
    var made: [Verse] = []
    var choices: [Choice] = []
    for choice in found {
      var target: VerseID?
      if choice.text.to == .new {
        let title = VerseRules.freeTitle(choice.text.label) { taken.contains($0) }
        taken.insert(TitleKey(title))
        let id = try await service.verses.insert(
          VerseContent(title: title), in: story.id, of: proposal, by: author, sequence(transaction), at: now, in: transaction)
        made.append(try await verse(id, in: transaction))
        target = id
      }
      guard let text = choice.text.leading(to: target) else { throw AppError(.serverError, "Something went wrong on our side") }
      choices.append(Choice(id: choice.id ?? ChoiceID(number), text: text))
      if choice.id == nil { number += 1 }
    }
    return (choices, made)
  }

  private func sequence(_ transaction: Transaction) async throws -> Int64 {
    try await PlaceID.story(story.id).takeSeq(in: transaction)
  }

  private func verse(_ id: VerseID, in transaction: Transaction) async throws -> Verse {
    guard let verse = try await service.verses.verse(id, in: transaction) else { throw AppError.notFound() }
    return verse
  }
}

extension ChoiceText<VerseReference> {
  /// The choice if it names living verses alone.
  var known: ChoiceText<VerseID>? { leading(to: nil) }

  /// The choice, with a verse in place of the one that was to be made.
  func leading(to born: VerseID?) -> ChoiceText<VerseID>? {
    let target: VerseID
    switch to {
    case .verse(let id): target = id
    case .new:
      guard let born else { return nil }
      target = born
    case .numbered: return nil
    }
    guard let when else { return ChoiceText<VerseID>(label: label, to: target, when: nil, then: then) }
    let tests = when.tests.compactMap { test -> StoryTest<VerseID>? in
      switch test {
      case .compare(let variable, let comparison, let value): .compare(variable, comparison, value)
      case .visited(.verse(let id)): .visited(id)
      case .visited: nil
      }
    }
    guard tests.count == when.tests.count else { return nil }
    return ChoiceText<VerseID>(label: label, to: target, when: Condition<VerseID>(when.joint, tests), then: then)
  }
}
