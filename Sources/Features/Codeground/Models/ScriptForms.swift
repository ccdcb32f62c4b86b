import Core
import JSON

/// A script that is to be made.
struct NewScript: Sendable {
  let runtime: ScriptRuntime
  let title: String
  let template: ScriptTemplate

  init(reading fields: inout Fields) {
    fields.ignore("request_id")
    runtime = fields.choice("runtime")
    title = fields.line("title", ScriptDetails.titleLengths)
    template = fields.optionalChoice("template") ?? .starter
  }

  /// For the name of the request.
  var canonical: [UInt8] { Array("\(runtime.rawValue)\n\(title)\n\(template.rawValue)".utf8) }
}

/// What is to be changed of a script.
struct ScriptChange: Sendable {
  var title: String?
  var summary: String?
  var tags: [String]?
  var visibility: ScriptVisibility?

  init(title: String? = nil, summary: String? = nil, tags: [String]? = nil, visibility: ScriptVisibility? = nil) {
    self.title = title
    self.summary = summary
    self.tags = tags
    self.visibility = visibility
  }

  /// Reads a PATCH: a field that is left out stays.
  init(reading fields: inout Fields) throws(AppError) {
    guard ["title", "summary", "tags", "visibility", "runtime"].contains(where: fields.has) else {
      throw AppError(.validation, "Name at least one of title, summary, tags, visibility")
    }
    if fields.has("runtime") {
      fields.ignore("runtime")
      fields.refuse("runtime", "is fixed when a script is made")
    }
    if fields.has("title") { title = fields.line("title", ScriptDetails.titleLengths) }
    if fields.has("summary") { summary = fields.text("summary", 0...ScriptDetails.longestSummary) }
    if fields.has("tags") {
      let given = fields.texts("tags", 0...64, upTo: 64, Self.tagProblem)
      tags = Self.tags(given, &fields)
    }
    if fields.has("visibility") { visibility = fields.choice("visibility") }
  }

  /// Reads what an archive says of a script. Who may see it is decided here.
  init(arriving fields: inout Fields) throws(AppError) {
    title = fields.line("title", ScriptDetails.titleLengths)
    summary = fields.text("summary", 0...ScriptDetails.longestSummary)
    tags = Self.tags(fields.texts("tags", 0...64, upTo: 64, Self.tagProblem), &fields)
  }

  /// Reads the form, which has all fields.
  init(form fields: inout Fields) {
    fields.ignore("request_id")
    title = fields.line("title", ScriptDetails.titleLengths)
    summary = fields.optionalText("summary", 0...ScriptDetails.longestSummary) ?? ""
    let line = fields.optionalText("tags", 0...512) ?? ""
    tags = Self.tags(line.split(whereSeparator: \.isWhitespace).map(String.init), &fields)
    visibility = fields.choice("visibility")
  }

  static let tagProblem = "must be at most 5 tags of 2 to 24 of a-z, 0-9 and -"

  /// Lower-cased, each once, in the order they were given.
  private static func tags(_ given: [String], _ fields: inout Fields) -> [String] {
    var tags: [String] = []
    for text in given {
      guard let tag = tag(text) else {
        fields.refuse("tags", tagProblem)
        return []
      }
      if !tags.contains(where: { $0.utf8.elementsEqual(tag.utf8) }) { tags.append(tag) }
    }
    if tags.count > ScriptDetails.mostTags { fields.refuse("tags", tagProblem) }
    return tags
  }

  /// Nil if the text is not a tag.
  static func tag(_ text: String) -> String? {
    guard ScriptDetails.tagLengths.contains(text.utf8.count) else { return nil }
    let bytes = text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    let isTag = bytes.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-")
    }
    return isTag ? String(decoding: bytes, as: UTF8.self) : nil
  }
}

/// A draft that is to be saved.
struct DraftSave: Sendable {
  let code: String
  let base: Int64

  init(code: String, base: Int64) {
    self.code = code
    self.base = base
  }

  init(reading fields: inout Fields) {
    fields.ignore("request_id")
    code = fields.code("code")
    base = fields.integer("base_version", 1...Int64.max)
  }
}

/// A revision that is to be published.
struct Publication: Sendable {
  static let longestNote = 200
  static let longestAlt = 300
  static let mostRooms = 5

  let base: Int64
  var note = ""
  var alt = ""
  var visibility: ScriptVisibility?
  var onWall = false
  var rooms: [String] = []

  init(base: Int64) { self.base = base }

  init(reading fields: inout Fields) {
    base = fields.integer("base_version", 1...Int64.max)
    note = fields.optionalText("note", 0...Self.longestNote) ?? ""
    alt = fields.optionalText("alt", 0...Self.longestAlt) ?? ""
    visibility = fields.optionalChoice("visibility")
    onWall = fields.optionalFlag("wall") ?? false
    if fields.has("rooms") {
      rooms = fields.texts("rooms", 0...Self.mostRooms, upTo: 64, "must be a list of at most \(Self.mostRooms) names of rooms")
    }
  }

  /// Reads the form, where rooms are `room.1`, `room.2` and so on.
  init(form fields: inout Fields) {
    fields.ignore("request_id")
    base = fields.integer("base_version", 1...Int64.max)
    note = fields.optionalText("note", 0...Self.longestNote) ?? ""
    alt = fields.optionalText("alt", 0...Self.longestAlt) ?? ""
    visibility = fields.optionalChoice("visibility")
    onWall = fields.optionalFlag("wall") ?? false
    var number = 1
    while fields.has("room.\(number)"), number <= 100 {
      rooms.append(fields.text("room.\(number)", 1...64))
      number += 1
    }
    if rooms.count > Self.mostRooms { fields.refuse("rooms", "must be at most \(Self.mostRooms) rooms") }
  }

  var canonical: [UInt8] {
    Array(
      "\(base)\n\(note)\n\(alt)\n\(visibility?.rawValue ?? "")\n\(onWall)\n\(rooms.joined(separator: "\n"))".utf8)
  }
}
