import Core
import JSON

extension SongReference {
  /// What somebody typed: `story:7`, `pattern:7@2`, or the address of a story or a pattern on this site, whatever stands before its path.
  /// The address of a pattern means its newest revision.
  init?(typed text: String) {
    let bytes = text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let parts = bytes.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    guard let start = parts.indices.first(where: { parts[$0].utf8.elementsEqual("song".utf8) && $0 + 2 < parts.count }) else {
      self.init(short: bytes)
      return
    }
    guard let id = ModuleID(text: parts[start + 2])?.rawValue else { return nil }
    if parts[start + 1].utf8.elementsEqual("stories".utf8) {
      self = .story(id)
    } else if parts[start + 1].utf8.elementsEqual("patterns".utf8) {
      guard start + 4 < parts.count, parts[start + 3].utf8.elementsEqual("r".utf8) else {
        self = .loop(id, revision: nil)
        return
      }
      guard let revision = Self.revision(parts[start + 4]) else { return nil }
      self = .loop(id, revision: revision)
    } else {
      return nil
    }
  }

  private init?(short bytes: Substring.UTF8View) {
    let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    if parts[0].elementsEqual("story".utf8), let id = ModuleID(text: Substring(parts[1])) {
      self = .story(id.rawValue)
    } else if parts[0].elementsEqual("pattern".utf8) {
      let pin = parts[1].split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
      guard pin.count == 2, let id = ModuleID(text: Substring(pin[0])), let revision = Self.revision(Substring(pin[1])) else { return nil }
      self = .loop(id.rawValue, revision: revision)
    } else {
      return nil
    }
  }

  private static func revision(_ text: Substring) -> Int? {
    ModuleID(text: text).flatMap { $0.rawValue <= mostRevisions ? Int($0.rawValue) : nil }
  }

  static let mostRevisions: Int64 = 1_000_000

  /// Reads the members of `content`: a story, or a pattern with its revision.
  init(reading fields: inout Fields) {
    let hasStory = fields.has("story") && !fields.isCleared("story")
    let hasPattern = fields.has("pattern") && !fields.isCleared("pattern")
    let hasRevision = fields.has("revision") && !fields.isCleared("revision")
    if hasPattern || hasRevision {
      if hasStory { fields.refuse("story", "must be left out beside a pattern") }
      self = .loop(fields.integer("pattern", 1...Int64.max), revision: Int(fields.integer("revision", 1...Self.mostRevisions)))
    } else {
      self = .story(fields.integer("story", 1...Int64.max))
    }
  }

  /// As it is kept; nil for what was not written here.
  init?(stored json: JSONValue) {
    if let story = json["story"]?.int {
      self = .story(story)
    } else if let pattern = json["pattern"]?.int {
      self = .loop(pattern, revision: json["revision"]?.int.map { Int($0) })
    } else {
      return nil
    }
  }

  func writeFields(to json: inout JSONWriter) {
    switch self {
    case .story(let id): json.field("story", id)
    case .loop(let id, let revision):
      json.field("pattern", id)
      json.field("revision", revision.map { Int64($0) })
    }
  }

  /// What a link to it says. Its title is for those who may see it.
  var label: String {
    switch self {
    case .story: "A story"
    case .loop: "A loop"
    }
  }

  /// The field that names it.
  var field: String {
    switch self {
    case .story: "content.story"
    case .loop: "content.pattern"
    }
  }
}
