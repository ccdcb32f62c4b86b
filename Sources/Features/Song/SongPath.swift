import Core

/// Where stories are found.
enum SongPath {
  static let list = "/song"
  static let importing = Link("song", "import").text
  static let newStory = Link("song", "stories", "new").text

  static func list(before cursor: StoryID?, mine: Bool = false) -> String {
    Link("song", query: ["mine": mine ? "on" : nil, "before": cursor?.description]).text
  }

  static func story(_ id: StoryID) -> String { Link("song", "stories", id.description).text }
  static func story(_ id: StoryID, _ part: StoryPart) -> String { Link("song", "stories", id.description, part.rawValue).text }
  /// A step of a reading by link. After a step the verse is what the page begins at.
  static func play(_ id: StoryID, along link: LinkedReading, _ path: ReadingPath) -> String {
    let query: KeyValuePairs<String, String?> = [
      "from": link.from?.description, "with": link.values.isEmpty ? nil : link.values, "proposals": link.withProposals ? "on" : nil,
      "path": path.text,
    ]
    return Link("song", "stories", id.description, "play", query: query, fragment: "verse").text
  }
  /// The member's own reading, at its verse.
  static func reading(_ id: StoryID) -> String { Link("song", "stories", id.description, "play", fragment: "verse").text }
  static func play(_ id: StoryID, from verse: VerseID) -> String {
    Link("song", "stories", id.description, "play", query: ["from": verse.description]).text
  }
  static func saves(_ id: StoryID, before cursor: SaveCursor) -> String {
    Link("song", "stories", id.description, "history", query: ["before": cursor.text]).text
  }
  static func addWriter(_ id: StoryID) -> String { Link("song", "stories", id.description, "writers").text }
  static func removeWriter(_ id: StoryID) -> String { Link("song", "stories", id.description, "writers", "remove").text }
  static func newVerse(_ id: StoryID, from verse: VerseID? = nil) -> String {
    Link("song", "stories", id.description, "verses", "new", query: ["from": verse?.description]).text
  }
  static func proposal(_ id: ProposalID) -> String { Link("song", "proposals", id.description).text }
  static func proposal(_ id: ProposalID, _ part: ProposalPart) -> String { Link("song", "proposals", id.description, part.rawValue).text }
  static func proposals(_ id: StoryID, _ status: ProposalState? = nil, before cursor: ProposalID) -> String {
    Link("song", "stories", id.description, "proposals", query: ["status": status?.rawValue, "before": cursor.description]).text
  }
  static func propose(_ id: StoryID, from verse: VerseID) -> String {
    Link("song", "stories", id.description, "propose", query: ["from": verse.description]).text
  }
  /// The story with its open proposals.
  static func trying(_ id: StoryID) -> String { Link("song", "stories", id.description, "play", query: ["proposals": "on"]).text }
  static func export(_ id: StoryID, _ kind: String) -> String { Link("api", "song", "stories", id.description, "export.\(kind)").text }

  static func verse(_ id: VerseID) -> String { Link("song", "verses", id.description).text }
  static func verse(_ id: VerseID, _ part: VersePart) -> String { Link("song", "verses", id.description, part.rawValue).text }
  static func version(_ id: VerseID, _ version: Int64) -> String {
    Link("song", "verses", id.description, "history", String(version)).text
  }
  static func versions(_ id: VerseID, before version: Int64) -> String {
    Link("song", "verses", id.description, "history", query: ["before": String(version)]).text
  }
  static func revert(_ id: VerseID) -> String { Link("song", "verses", id.description, "revert").text }
}

/// A page of a story, or a form on one.
enum StoryPart: String { case play, map, propose, settings, check, delete, restore, fork, history }

/// A form on the page of a proposal.
enum ProposalPart: String { case vote, accept, decline, withdraw }

/// A page of a verse, or a form on one.
enum VersePart: String { case edit, history, delete, restore }
