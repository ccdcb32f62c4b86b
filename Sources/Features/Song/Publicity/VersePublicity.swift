import Core
import Relations
import Subjects

/// What feeds and search hold of verses: the living canon. Who sees a story is asked when they show it.
struct VersePublicity: Sendable {
  private let rows = VersePublicityRepository()
  private let ledger = LedgerRepository()
  private let index = SearchIndexRepository()

  // MARK: Search

  /// Makes the index agree with these verses as they are now.
  func index(_ ids: [VerseID], in transaction: Transaction) async throws {
    for verse in try await rows.states(of: ids, in: transaction) {
      if let document = verse.document {
        try await index.write(document, in: transaction)
      } else {
        try await index.remove(verse.number, in: transaction)
      }
    }
  }

  /// The same for all verses of a story that is made, deleted or brought back.
  func index(storyOf story: StoryID, in transaction: Transaction) async throws {
    try await index(try await rows.verses(of: story, in: transaction), in: transaction)
  }

  /// Forgets verses that are about to be erased.
  func forget(_ ids: [VerseID], in transaction: Transaction) async throws {
    for verse in try await rows.states(of: ids, in: transaction) { try await index.remove(verse.number, in: transaction) }
    try await ledger.forget(.verse, ids.map(\.rawValue), in: transaction)
    try await rows.forget(ids, in: transaction)
  }

  /// Forgets those whose time to be brought back is over.
  func forget(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws {
    try await forget(try await rows.old(deletedBefore: moment, limit: limit, in: transaction), in: transaction)
  }

  func forget(storyOf story: StoryID, in transaction: Transaction) async throws {
    try await forget(try await rows.verses(of: story, in: transaction), in: transaction)
  }

  // MARK: Feeds

  /// These verses have turned canon: one entry for story, author and day.
  func enter(_ ids: [VerseID], at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for verse in try await rows.states(of: ids, in: transaction) {
      if verse.isForAll, verse.isOpen { events.append(Event(deed: .verseCanon, by: verse.author?.id, at: now)) }
      guard let author = verse.author, try await rows.enter(verse.id, of: verse.story, by: author.id, at: now, in: transaction) else {
        continue
      }
      let entry = try await ledger.publish(.verse, verse.id.rawValue, by: author.id, at: now, in: transaction)
      events.append(Event(newInFeeds: entry, by: author))
    }
    return events
  }

  /// These verses are deleted.
  func leave(_ ids: [VerseID], in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for id in ids {
      if let entry = try await ledger.remove(.verse, id.rawValue, in: transaction) { events.append(Event(goneFromFeeds: entry)) }
    }
    return events
  }

  /// A verse that stood in feeds is back at its old place.
  func comeBack(_ id: VerseID, in transaction: Transaction) async throws {
    try await ledger.restore(.verse, id.rawValue, in: transaction)
  }
}
