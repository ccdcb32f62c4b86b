import Core
import Crypto
import Media
import Relations

/// Stories made of others: forks of stories on this server, and files.
public struct StoryCopying: Sendable {
  let work: UnitOfWork
  let access: StoryAccess
  let service: StoryService
  let stories: StoryRepository
  let verses: VerseRepository

  /// Where a verse comes from.
  private struct Source {
    /// Nil for someone who left.
    let authors: [UserID?]
    var verse: VerseID?
    var pattern: PinnedLoop?
    var voice: MediaID?
  }

  /// Makes a private story of the caller's out of the canon of one that they see. A retry repeats the first answer.
  func copy(_ scope: Scope, _ id: StoryID?, titled title: @Sendable () throws -> String?) async throws -> MadeStory {
    let member = try scope.requireMember(.editSong)
    return try await work.once(scope, remembering: \.json, repeating: { try MadeStory(remembered: $0) }) { transaction in
      let parent = try await access.lock(scope, id, in: transaction).story
      let title = try title()
      let found = try await verses.living(of: parent.id, canonOnly: true, in: transaction)
      let canon = parent.canon(found)
      let sources = canon.breadthFirst.order.map { index in
        let verse = found[index]
        return Source(
          authors: verse.authors.map(\.id) + (verse.hasLostAuthors ? [nil] : []), verse: verse.id, pattern: verse.content.pattern,
          voice: verse.content.voice)
      }
      var keyed = parent.keyed(found)
      keyed.title = title ?? parent.title
      keyed.ifid = nil
      return try await insert(scope, keyed, of: member.id, sources, from: parent, in: transaction)
    }
  }

  /// Makes a private story of the caller's out of a file.
  func take(_ scope: Scope, _ story: KeyedStory) async throws -> MadeStory {
    let member = try scope.requireMember(.editSong)
    return try await work.once(scope, remembering: \.json, repeating: { try MadeStory(remembered: $0) }) { transaction in
      let sources = story.verses.map { _ in Source(authors: [member.id]) }
      return try await insert(scope, story, of: member.id, sources, from: nil, in: transaction)
    }
  }

  /// Makes a private story out of one that comes in with a member's archive.
  func insert(
    _ scope: Scope, _ story: KeyedStory, of member: UserID, named name: PortableID, madeAt moment: Timestamp, in transaction: Transaction
  ) async throws -> StoryID {
    let sources = story.verses.map { _ in Source(authors: [member]) }
    let isTaken = try await stories.named(name, in: transaction) != nil
    let id = try await insert(
      scope, story, of: member, sources, from: nil, uuid: isTaken ? nil : name.description, in: transaction
    ).id
    try await stories.setMade(id, at: moment, in: transaction)
    return id
  }

  private func insert(
    _ scope: Scope, _ story: KeyedStory, of member: UserID, _ sources: [Source], from parent: Story?, uuid: String? = nil,
    in transaction: Transaction
  ) async throws -> MadeStory {
    try await service.checkRoom(for: member, in: transaction)
    var details = StoryDetails(title: story.title, blurb: story.blurb)
    details.unmet = story.unmet
    details.variables = story.variables
    let id = try await stories.insert(
      details, of: member, ifid: story.ifid ?? scope.random.uuid().description.uppercased(), uuid: uuid ?? scope.random.uuid().description,
      from: parent?.lineage, parent: parent?.id, at: scope.now, in: transaction)
    let place = PlaceID.story(id)
    let sequence = try await place.takeSeq(in: transaction)
    // All verses first, so that choices can lead to them.
    var ids: [VerseID] = []
    for (verse, source) in zip(story.verses, sources) {
      let content = VerseContent(title: verse.title, body: verse.body, isEnding: verse.isEnding)
      ids.append(
        try await verses.place(content, in: id, from: source.verse, place.takeSeq(in: transaction), at: scope.now, in: transaction))
    }
    var number = try await stories.nextChoices(story.verses.reduce(0) { $0 + $1.choices.count }, of: id, in: transaction)
    for ((verse, source), verseID) in zip(zip(story.verses, sources), ids) {
      let choices = verse.choices.map { choice in
        defer { number += 1 }
        return Choice(id: ChoiceID(number), text: choice.placed(ids))
      }
      let content = VerseContent(
        title: verse.title, body: verse.body, isEnding: verse.isEnding, choices: choices, pattern: source.pattern,
        voice: try await service.voices.own(source.voice, of: member, in: transaction))
      try await verses.complete(verseID, content, by: source.authors, at: scope.now, in: transaction)
      if let voice = content.voice { try await service.voices.set(voice, of: verseID, at: scope.now, in: transaction) }
    }
    try await stories.begin(id, at: ids[0], sequence, in: transaction)
    try await service.publicity.index(ids, in: transaction)
    guard let made = try await stories.story(id, in: transaction) else { throw scope.noStory }
    return MadeStory(made.object)
  }
}

extension ChoiceText<Int> {
  /// The choice with verses in place of their keys.
  fileprivate func placed(_ ids: [VerseID]) -> ChoiceText<VerseID> {
    let tests = when.map { when in
      Condition<VerseID>(
        when.joint,
        when.tests.map { test in
          switch test {
          case .compare(let variable, let comparison, let value): .compare(variable, comparison, value)
          case .visited(let key): .visited(ids[key - 1])
          }
        })
    }
    return ChoiceText<VerseID>(label: label, to: ids[to - 1], when: tests, then: then)
  }
}
