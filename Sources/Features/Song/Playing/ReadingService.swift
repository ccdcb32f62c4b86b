import Core
import Media

/// Reading stories: by link, or with a reading of one's own that is kept.
public struct ReadingService: Sendable {
  let work: UnitOfWork
  let access: StoryAccess
  let stories: StoryRepository
  let verses: VerseRepository
  let readings: ReadingRepository
  let proposals: ProposalRepository

  /// The reading that a link describes; without one, the member's own. A guest has none and is at the start.
  func reading(_ scope: Scope, _ id: StoryID?, by link: @Sendable () throws -> LinkedReading?) async throws -> ShownReading {
    let seen = try await access.see(scope, id)
    let link = try link()
    if link?.withProposals == true || link?.from != nil { _ = try scope.requireMember() }
    return try await stories.read { snapshot in
      let seen = try await access.see(scope, seen.story.id, in: snapshot)
      guard let link = link ?? (scope.member == nil ? LinkedReading(path: ReadingPath()) : nil) else {
        return try await own(scope, seen, in: snapshot)
      }
      return try await linked(scope, seen, link, in: snapshot)
    }
  }

  private func own(_ scope: Scope, _ seen: SeenStory, in snapshot: Snapshot) async throws -> ShownReading {
    let member = try scope.requireMember()
    let kept = try await readings.reading(of: member.id, in: seen.story.id, in: snapshot)
    let narrative = try await narrative(of: seen.story, in: snapshot)
    return try await shown(seen, narrative, narrative.fold(kept.reading.path.steps), of: kept.reading, link: nil, in: snapshot)
  }

  private func linked(_ scope: Scope, _ seen: SeenStory, _ link: LinkedReading, in snapshot: Snapshot) async throws -> ShownReading {
    var withProposals = link.withProposals
    if let from = link.from {
      guard let verse = try await verses.verse(from, in: snapshot), verse.story == seen.story.id, verse.deletedAt == nil else {
        throw AppError.validation("from", "must be a living verse of this story")
      }
      guard let member = scope.member, member.permissions.contains(.editSong),
        SeenVerse(story: seen, verse: verse).isSaved(by: member.id)
      else { throw AppError.forbidden("Only those who may save a verse can begin with it") }
      if verse.status == .proposed { withProposals = true }
    }
    let values = try link.start(seen.story.details.variables)
    let narrative = try await narrative(of: seen.story, withProposals: withProposals, in: snapshot)
    let start = ReadingState(at: link.from ?? narrative.root, with: values)
    return try await shown(seen, narrative, narrative.fold(link.path.steps, from: start), of: nil, link: link, in: snapshot)
  }

  /// Does one thing in the member's own reading. Of two at once, one is first; the other is told the present step.
  func step(_ scope: Scope, _ id: StoryID?, by step: @Sendable () throws -> ReadingStep) async throws -> ShownReading {
    let member = try scope.requireMember()
    let id = try await access.see(scope, id).story.id
    let step = try step()
    while true {
      let (seen, kept, narrative) = try await stories.read { snapshot -> (SeenStory, KeptReading, Narrative) in
        let seen = try await access.see(scope, id, in: snapshot)
        let kept = try await readings.reading(of: member.id, in: id, in: snapshot)
        let narrative = try await self.narrative(of: seen.story, in: snapshot)
        return (seen, kept, narrative)
      }
      var reading = kept.reading
      do throws(Reading.Refusal) { try reading.take(step.action, at: step.step, in: narrative) } catch { throw AppError(error) }
      let next = reading
      let isKept = try await work.transaction { transaction in
        let seen = try await access.see(scope, seen.story.id, in: transaction)
        return try await readings.keep(next, insteadOf: kept.version, of: member.id, in: seen.story.id, in: transaction)
      }
      guard isKept else { continue }
      return try await stories.read { snapshot in
        try await shown(seen, narrative, narrative.fold(next.path.steps), of: next, link: nil, in: snapshot)
      }
    }
  }

  // MARK: Showing

  private func narrative(of story: Story, withProposals: Bool = false, in snapshot: Snapshot) async throws -> Narrative {
    var found = try await verses.narrated(of: story.id, withProposed: withProposals, in: snapshot)
    let undecided = try await (withProposals ? proposals.undecided(of: story.id, in: snapshot) : [])
    for proposal in undecided {
      guard let entry = proposal.verses.first, found[entry] != nil else { continue }
      let text = ChoiceText(label: proposal.label, to: entry, when: nil as Condition<VerseID>?)
      found[proposal.from]?.choices.append(Choice(id: proposal.choice, text: text))
    }
    return Narrative(root: story.details.root, variables: story.details.variables, verses: found)
  }

  private func shown(
    _ seen: SeenStory, _ narrative: Narrative, _ folded: FoldedReading, of reading: Reading?, link: LinkedReading?, in snapshot: Snapshot
  ) async throws -> ShownReading {
    guard let verse = try await verses.verse(folded.state.present, in: snapshot) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    var loop: HeardLoop?
    if let pin = verse.content.pattern {
      loop = try await PatternRepository(database: verses.database).heard(pin, by: seen.viewer, in: snapshot)
    }
    let voice = try await UsedMediaRows.shown(verse.content.voice, in: snapshot)
    let steps = reading?.path.steps ?? link?.path.steps ?? []
    let details = seen.story.details
    return ShownReading(
      seen: seen, verse: verse, voice: voice, loop: loop, path: ReadingPath(Array(steps.prefix(folded.step))), lost: folded.lost,
      choices: narrative.offered(in: folded.state, withLocked: details.unmet == .locked),
      values: details.variables.compactMap { variable in folded.state.values[variable.name].map { (variable.name, $0) } },
      bookmarks: (reading?.bookmarks ?? []).map {
        ShownReading.ShownBookmark(id: $0.id, name: $0.name, step: narrative.fold($0.path.steps).step)
      }, link: link)
  }
}

extension AppError {
  init(_ refusal: Reading.Refusal) {
    switch refusal {
    case .step(let step):
      self.init(.conflict, "Your reading is at step \(step) now", details: ["step": "\(step)"])
    case .choice: self = .validation("choice", "must be one of the choices that are open now")
    case .action: self = .validation("action", "is not possible: this is the start")
    case .bookmark: self = .validation("bookmark", "must be one of your bookmarks")
    case .tooManySteps: self.init(.limitExceeded, "A reading has at most \(ReadingPath.mostSteps) steps")
    case .tooManyBookmarks: self.init(.limitExceeded, "A reading has at most \(Reading.mostBookmarks) bookmarks")
    }
  }
}
