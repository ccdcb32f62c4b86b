import Core
import JSON

/// A pattern that is to be made.
struct NewPattern: Sendable {
  let title: String
  let visibility: StoryVisibility
  let loop: Loop

  init(reading fields: inout Fields) {
    fields.ignoreInForms("request_id")
    title = fields.line("title", Pattern.titles)
    visibility = fields.optionalChoice("visibility") ?? .private
    loop = fields.loop("loop") ?? Loop()
  }

  /// For the name of the request.
  var canonical: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("title", title)
      json.field("visibility", visibility.rawValue)
      json.key("loop")
      json.raw(loop.json)
    }
    return json.bytes
  }
}

/// What is to be changed of a pattern. What is nil stays.
struct PatternChange: Sendable {
  let base: Int64
  var title: String?
  var visibility: StoryVisibility?
  var loop: Loop?

  private static let names = ["title", "visibility", "loop"]

  /// A field that is left out stays.
  init(reading fields: inout Fields) throws(AppError) {
    fields.ignoreInForms("request_id")
    base = fields.integer("base_version", 1...Int64.max)
    guard Self.names.contains(where: fields.has) else {
      throw AppError(.validation, "Name at least one of " + Self.names.joined(separator: ", "))
    }
    if fields.has("title") { title = fields.line("title", Pattern.titles) }
    if fields.has("visibility") { visibility = fields.choice("visibility") }
    if fields.has("loop") {
      if fields.isCleared("loop") { fields.refuse("loop", "must be an object") }
      loop = fields.loop("loop")
    }
  }
}

/// A pattern that was made, as its answer and its repetition give it.
struct MadePattern: Sendable {
  let id: PatternID
  let json: [UInt8]
  var events: [Event] = []

  init(_ object: PlaceObject) { (id, json) = (PatternID(object.id), object.json) }

  init(remembered json: [UInt8]) throws {
    guard let id = try JSONValue(parsing: json)["id"]?.int else { throw AppError(.serverError, "Something went wrong on our side") }
    (self.id, self.json) = (PatternID(id), json)
  }
}
