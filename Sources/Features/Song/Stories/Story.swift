import Core
import JSON
import Relations

extension PlaceKind {
  static let story = PlaceKind("story")
}

extension PlaceID {
  static func story(_ id: StoryID) -> PlaceID { PlaceID(.story, id.rawValue) }
}

/// What the keeper says of a story.
struct StoryDetails: Sendable {
  var title: String
  var blurb = ""
  var visibility = StoryVisibility.private
  var writing = StoryWriting.named
  var canon = StoryCanon.open
  var unmet = StoryUnmet.hidden
  var voteHours = StoryRules.usualVoteHours
  var root = VerseID(0)
  var variables: [StoryVariable] = []

  func writeFields(to json: inout JSONWriter) {
    json.field("title", title)
    json.field("blurb", blurb)
    json.field("visibility", visibility.rawValue)
    json.field("writing", writing.rawValue)
    json.field("canon", canon.rawValue)
    json.field("unmet", unmet.rawValue)
    json.field("vote_hours", voteHours)
    json.field("root", root.rawValue)
    json.key("variables")
    json.array { json in for variable in variables { variable.write(to: &json) } }
  }

  /// Byte by byte: two spellings of one text are two texts.
  func isSame(as other: StoryDetails) -> Bool { canonical == other.canonical }

  private var canonical: [UInt8] {
    var json = JSONWriter()
    json.object { json in writeFields(to: &json) }
    return json.bytes
  }
}

/// Where a story comes from. Ids, which outlive the stories.
struct StoryLineage: Hashable, Sendable {
  /// Nil for an original.
  let parent: StoryID?
  /// Its own, for an original.
  let root: StoryID
  let depth: Int
}

/// A story without its verses.
struct Story: Sendable {
  /// How long it can be brought back.
  static let restorable = Duration.days(30)

  let id: StoryID
  let keeper: Person
  let details: StoryDetails
  /// Those that the keeper named.
  var writers: [Person] = []
  let lineage: StoryLineage
  let ifid: String
  let version: Int64
  let sequence: Int64
  let createdAt: Timestamp
  let updatedAt: Timestamp
  let deletedAt: Timestamp?
  let staffRemoval: StaffRemovalState

  var title: String { details.title }
}

/// Whether staff removed a thing.
enum StaffRemovalState: String, CaseIterable, Sendable {
  case no, staff
  /// Its author has deleted it since: it stays gone.
  case both
}

/// A story that the caller sees, and what they are to it.
struct SeenStory: Sendable {
  let story: Story
  /// Nil for a guest.
  let viewer: UserID?
  let isKeeper: Bool
  /// The keeper, or named by the keeper.
  let isNamed: Bool

  var isWriter: Bool { isNamed || (viewer != nil && story.details.writing == .open) }

  /// Whether they add verses and save those of others.
  var savesCanon: Bool { isKeeper || (isWriter && story.details.canon == .open) }
}

struct StorySlice: Sendable {
  let stories: [Story]
  let next: StoryID?
}
