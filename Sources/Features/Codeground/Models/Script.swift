import Core
import Relations

enum ScriptEntity: Sendable {}
typealias ScriptID = Identifier<ScriptEntity>

extension ScriptID {
  /// From 2^40 to 2^53 - 1, by chance: the address of a script that is in no list cannot be guessed, and JavaScript can hold it.
  static func random(from source: RandomSource) -> ScriptID {
    let generator = source.generator
    let (first, end): (UInt64, UInt64) = (1 << 40, 1 << 53)
    return ScriptID(Int64(first + generator.next() % (end - first)))
  }
}

extension PlaceKind {
  static let script = PlaceKind("script")
}

extension PlaceID {
  static func script(_ id: ScriptID) -> PlaceID { PlaceID(.script, id.rawValue) }
}

enum ScriptVisibility: String, CaseIterable, Sendable {
  case `private`, unlisted, `public`

  var label: String {
    switch self {
    case .private: "Private"
    case .unlisted: "Anyone with the link"
    case .public: "Public"
    }
  }
}

/// A member's program, without its code.
struct Script: Sendable {
  static let mostPerOwner = 500
  static let mostRevisions = 200
  static let tooMany = AppError(.limitExceeded, "You have \(mostPerOwner) scripts. Delete some first")
  /// How long its owner can bring it back.
  static let restorable = Duration.days(30)

  let id: ScriptID
  let owner: Person
  let runtime: ScriptRuntime
  let details: ScriptDetails
  let visibility: ScriptVisibility
  /// Of its last change, in its place.
  let sequence: Int64
  let createdAt: Timestamp
  let savedAt: Timestamp
  /// How many revisions there have been.
  let revisions: Int
  /// The newest that is neither withdrawn nor disabled.
  let newest: Int?
  let publishedAt: Timestamp?
  /// What the newest shows, in words.
  let alt: String
  let lineage: Lineage
  let deletedAt: Timestamp?

  var title: String { details.title }
}

/// What its owner says of a script.
struct ScriptDetails: Hashable, Sendable {
  static let titleLengths = 1...80
  static let longestSummary = 280
  static let mostTags = 5
  static let tagLengths = 2...24

  var title: String
  var summary = ""
  var tags: [String] = []

  /// The tags as they are stored.
  var tagLine: String { tags.joined(separator: " ") }
}

/// What a member is to a script that they see.
enum ScriptRole: String, Sendable {
  case owner, hand, reader

  /// Whether they work on the draft.
  var works: Bool { self != .reader }
}

/// A script that the caller may see, and what they are to it.
struct SeenScript: Sendable {
  let script: Script
  let role: ScriptRole
}

/// Where a script comes from.
struct Lineage: Hashable, Sendable {
  /// Nil for an original.
  let parent: Work?
  let root: Work?
  let depth: Int
}

/// A revision of a script that another one comes from.
struct Work: Hashable, Sendable {
  /// Nil when it is gone, or not for everybody.
  let known: Known?

  struct Known: Hashable, Sendable {
    let script: ScriptID
    let number: Int
    let title: String
    let owner: Person
  }
}
