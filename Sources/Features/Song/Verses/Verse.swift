import Core
import JSON
import Markdown
import Media
import Relations

enum VerseStatus: String, CaseIterable, Sendable { case canon, proposed }

/// What a version of a verse holds.
struct VerseContent: Sendable {
  var title: String
  var body = ""
  var isEnding = false
  var choices: [Choice] = []
  /// What it plays.
  var pattern: PinnedLoop?
  /// What it speaks with; nil also once the file is gone.
  var voice: MediaID?

  /// As messages of rooms are drawn.
  var html: [UInt8] { body.isEmpty ? [] : Markdown.render(body).html }

  /// Byte by byte: two spellings of one text are two texts.
  func isSame(as other: VerseContent) -> Bool {
    title.utf8.elementsEqual(other.title.utf8) && body.utf8.elementsEqual(other.body.utf8) && isEnding == other.isEnding
      && pattern == other.pattern && voice == other.voice
      && StoredRules.text(choices).utf8.elementsEqual(StoredRules.text(other.choices).utf8)
  }
}

/// A part of a story: a text, and the choices that lead on from it.
struct Verse: Sendable {
  /// How long it can be brought back.
  static let restorable = Duration.days(30)

  let id: VerseID
  let story: StoryID
  let status: VerseStatus
  /// The one it came with.
  let proposal: ProposalID?
  let content: VerseContent
  let words: Int
  let version: Int64
  let sequence: Int64
  let editedAt: Timestamp
  let deletedAt: Timestamp?
  let erasedAt: Timestamp?
  let staffRemoval: StaffRemovalState
  /// In the order of their first versions. Those who left are not among them.
  var authors: [Person] = []
  /// Whether somebody who has left wrote at it, too.
  var hasLostAuthors = false

  var title: String { content.title }

  /// Ascending by id.
  var order: String {
    let digits = String(UInt64(id.rawValue), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  func isOnlyAuthor(_ member: UserID) -> Bool { !hasLostAuthors && authors.map(\.id) == [member] }
  func isAuthor(_ member: UserID) -> Bool { authors.contains { $0.id == member } }
}

/// A version of a verse that is kept.
struct VerseRevision: Sendable {
  let version: Int64
  let content: VerseContent
  let words: Int
  let note: String
  /// Nil for someone who left.
  let author: Person?
  let createdAt: Timestamp
}

struct RevisionSlice: Sendable {
  let revisions: [VerseRevision]
  let next: Int64?
}

/// A living verse, as choices name it.
struct VerseName: Sendable {
  let id: VerseID
  let title: String
  let status: VerseStatus
  /// The one it came with.
  let proposal: ProposalID?
}
