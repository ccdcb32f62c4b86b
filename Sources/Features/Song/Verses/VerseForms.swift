import Core
import JSON

/// What somebody wrote of a verse.
struct VerseText: Sendable {
  let title: String
  var body = ""
  var isEnding = false
  var choices: [ChoiceDraft] = []
  var pattern: PinnedLoop?
  var voice = VoiceDraft.none

  /// - Parameter canPlay: Whether it may name a loop and a voice.
  init(reading fields: inout Fields, canPlay: Bool = true) {
    title = fields.verseTitle("title")
    body = fields.optionalText("body", 0...VerseRules.longestBody) ?? ""
    isEnding = fields.optionalFlag("ending") ?? false
    choices = fields.isFromForm ? ChoiceDraft.read(form: &fields) : ChoiceDraft.read(&fields) ?? []
    if canPlay {
      pattern = fields.pinnedLoop("pattern")
      voice = fields.voice()
    } else {
      for name in ["voice", "pattern"] where fields.has(name) {
        if !fields.isCleared(name) { fields.refuse(name, "must be null") }
      }
    }
  }
}

/// A verse that is to be added.
struct NewVerse: Sendable {
  let text: VerseText
  /// The verse that leads to it from now on.
  let from: VerseID?
  /// Of the choice there; the title by default.
  let label: String?

  init(reading fields: inout Fields) {
    fields.ignoreInForms("request_id")
    text = VerseText(reading: &fields)
    from = fields.optionalID("from")
    let isGiven = fields.has("label") && !fields.isCleared("label")
    label = isGiven ? fields.choiceLabel("label") : nil
  }

  /// For the name of the request: all that was asked for, told apart.
  var canonical: [UInt8] { Array(String(reflecting: self).utf8) }
}

/// A verse that is to be saved.
struct VerseSave: Sendable {
  let base: Int64
  let text: VerseText
  let note: String

  init(reading fields: inout Fields) {
    base = fields.integer("base_version", 1...Int64.max)
    if !fields.isFromForm {
      if !fields.has("body") { fields.refuse("body", "is required") }
      if !fields.has("choices") { fields.refuse("choices", "is required") }
    }
    text = VerseText(reading: &fields)
    note = fields.optionalText("note", 0...VerseRules.longestNote) ?? ""
  }
}

/// An old version that is to be the present one again.
struct VerseReturn: Sendable {
  let version: Int64
  let base: Int64

  init(reading fields: inout Fields) {
    fields.ignoreInForms("request_id")
    version = fields.integer("version", 1...Int64.max)
    base = fields.integer("base_version", 1...Int64.max)
  }
}

/// What a change of a verse made.
struct ChangedVerse: Sendable {
  let verse: Verse
  /// The verse that leads to it now.
  var from: Verse?
  /// Born of "new".
  var made: [Verse] = []
  /// False if everything was so before.
  var hasChanged = false
  /// What others are told of it.
  var told: [Event] = []
}

/// A verse that was added, as its answer and its repetition give it.
struct AddedVerse: Sendable {
  let id: VerseID
  /// The data of the answer.
  let json: [UInt8]
  var events: [Event] = []

  init(_ changed: ChangedVerse) {
    id = changed.verse.id
    var json = JSONWriter()
    json.object { json in
      json.key("verse")
      json.raw(changed.verse.object.json)
      json.key("from")
      if let from = changed.from { json.raw(from.object.json) } else { json.null() }
      json.objects("made", changed.made.map(\.object))
    }
    self.json = json.bytes
  }

  init(remembered json: [UInt8]) throws {
    guard let id = try JSONValue(parsing: json)["verse"]?["id"]?.int else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    (self.id, self.json) = (VerseID(id), json)
  }
}

/// A story that was made, as its answer and its repetition give it.
struct MadeStory: Sendable {
  let id: StoryID
  let json: [UInt8]
  var events: [Event] = []

  init(_ object: PlaceObject) { (id, json) = (StoryID(object.id), object.json) }

  init(remembered json: [UInt8]) throws {
    guard let id = try JSONValue(parsing: json)["id"]?.int else { throw AppError(.serverError, "Something went wrong on our side") }
    (self.id, self.json) = (StoryID(id), json)
  }
}

extension JSONWriter {
  mutating func objects(_ name: String, _ objects: [PlaceObject]) {
    key(name)
    array { json in for object in objects { json.raw(object.json) } }
  }
}
