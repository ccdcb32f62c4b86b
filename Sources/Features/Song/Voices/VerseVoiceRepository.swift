import Core
import Media
import SQL

/// Which files verses use. A verse uses the file of its present voice; its old versions hold none.
struct VerseVoiceRepository: Sendable {
  static let longest = Duration.seconds(120)
  /// How many verses one statement names.
  private static let bite = 500

  private let uses: MediaUseRepository
  private let rows = VerseVoiceRows()

  init(_ database: Database) { uses = MediaUseRepository(database) }

  /// Throws unless the file is a sound, belongs to the writer and is at most as long as `longest`.
  func check(_ voice: MediaID, of writer: UserID, in transaction: Transaction) async throws {
    try await uses.check([MediaClaim(voice, kind: .audio, longest: Self.longest, field: "voice")], owner: writer, in: transaction)
  }

  /// The voice of an old version, if it can still be used.
  func usable(_ voice: MediaID?, in transaction: Transaction) async throws -> MediaID? {
    guard let voice, try await uses.owner(of: voice, in: transaction) != nil else { return nil }
    return voice
  }

  /// The voice that a copied verse takes along: a member's own. Sounds of others stay where their owners put them, so that they can always
  /// be taken back.
  func own(_ voice: MediaID?, of member: UserID, in transaction: Transaction) async throws -> MediaID? {
    guard let voice, try await uses.owner(of: voice, in: transaction) == member else { return nil }
    return voice
  }

  /// The verse has this voice from now on, which was checked in the same transaction; nil for none.
  func set(_ voice: MediaID?, of verse: VerseID, at now: Timestamp, in transaction: Transaction) async throws {
    guard let voice else { return try await uses.release([verse.rawValue], of: rows, at: now, in: transaction) }
    guard try await uses.reuse(voice, for: verse.rawValue, of: rows, at: now, in: transaction) else {
      throw AppError.validation("voice", MediaClaim.notYours(.audio))
    }
  }

  /// The verse is deleted and can come back.
  func hold(_ verses: [VerseID], in transaction: Transaction) async throws {
    try await uses.hold(verses.map(\.rawValue), of: rows, in: transaction)
  }

  func revive(_ verses: [VerseID], in transaction: Transaction) async throws {
    try await uses.revive(verses.map(\.rawValue), of: rows, in: transaction)
  }

  /// The verses are gone for good.
  func release(_ verses: [VerseID], at now: Timestamp, in transaction: Transaction) async throws {
    for start in stride(from: 0, to: verses.count, by: Self.bite) {
      let some = verses[start..<min(start + Self.bite, verses.count)].map(\.rawValue)
      try await uses.release(some, of: rows, at: now, in: transaction)
    }
  }

  // MARK: Of whole stories

  /// The story is deleted and can come back.
  func hold(storyOf story: StoryID, in transaction: Transaction) async throws {
    try await hold(speaking(in: [story], isLiving: true, in: transaction), in: transaction)
  }

  func revive(storyOf story: StoryID, in transaction: Transaction) async throws {
    try await revive(speaking(in: [story], isLiving: true, in: transaction), in: transaction)
  }

  /// The stories are about to be erased.
  func release(storiesOf stories: [StoryID], at now: Timestamp, in transaction: Transaction) async throws {
    try await release(speaking(in: stories, isLiving: false, in: transaction), at: now, in: transaction)
  }

  private func speaking(in stories: [StoryID], isLiving: Bool, in transaction: Transaction) async throws -> [VerseID] {
    let living: SQL = isLiving ? "AND deleted_at IS NULL" : ""
    return try await transaction.values(
      "SELECT id FROM verses WHERE story_id IN (\(list: stories)) AND voice IS NOT NULL \(living) ORDER BY id")
  }
}
