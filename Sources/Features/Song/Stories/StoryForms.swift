import Core
import JSON

/// A story that is to be made.
struct NewStory: Sendable {
  let details: StoryDetails

  init(reading fields: inout Fields) {
    fields.ignoreInForms("request_id")
    var details = StoryDetails(title: fields.line("title", StoryRules.titles))
    details.blurb = fields.optionalText("blurb", 0...StoryRules.longestBlurb) ?? ""
    details.visibility = fields.optionalChoice("visibility") ?? .private
    details.writing = fields.optionalChoice("writing") ?? .named
    details.canon = fields.optionalChoice("canon") ?? .open
    details.unmet = fields.optionalChoice("unmet") ?? .hidden
    self.details = details
  }

  /// For the name of the request.
  var canonical: [UInt8] {
    var json = JSONWriter()
    json.object { json in details.writeFields(to: &json) }
    return json.bytes
  }
}

/// What is to be changed of a story. What is nil stays.
struct StoryChange: Sendable {
  let base: Int64
  var title: String?
  var blurb: String?
  var visibility: StoryVisibility?
  var writing: StoryWriting?
  var canon: StoryCanon?
  var unmet: StoryUnmet?
  var voteHours: Int?
  var variables: [StoryVariable]?
  var root: VerseID?
  /// The username of the next keeper.
  var keeper: String?

  private static let names = [
    "title", "blurb", "visibility", "writing", "canon", "unmet", "vote_hours", "variables", "root", "keeper",
  ]

  /// Reads a PATCH: a field that is left out stays.
  init(reading fields: inout Fields) throws(AppError) {
    base = fields.integer("base_version", 1...Int64.max)
    guard Self.names.contains(where: fields.has) else {
      throw AppError(.validation, "Name at least one of " + Self.names.joined(separator: ", "))
    }
    if fields.has("title") { title = fields.line("title", StoryRules.titles) }
    if fields.has("blurb") { blurb = fields.text("blurb", 0...StoryRules.longestBlurb) }
    if fields.has("visibility") { visibility = fields.choice("visibility") }
    if fields.has("writing") { writing = fields.choice("writing") }
    if fields.has("canon") { canon = fields.choice("canon") }
    if fields.has("unmet") { unmet = fields.choice("unmet") }
    if fields.has("vote_hours") { voteHours = Int(fields.integer("vote_hours", StoryRules.voteHours)) }
    if fields.has("variables") { variables = fields.storyVariables("variables") }
    if fields.has("root") { root = fields.id("root") }
    if fields.has("keeper") { keeper = fields.text("keeper", 1...64) }
  }

  /// Reads the form, which has all fields but the keeper.
  init(form fields: inout Fields) {
    fields.ignore("request_id")
    base = fields.integer("base_version", 1...Int64.max)
    title = fields.line("title", StoryRules.titles)
    blurb = fields.optionalText("blurb", 0...StoryRules.longestBlurb) ?? ""
    visibility = fields.choice("visibility")
    writing = fields.choice("writing")
    canon = fields.choice("canon")
    unmet = fields.choice("unmet")
    voteHours = Int(fields.integer("vote_hours", StoryRules.voteHours))
    variables = fields.storyVariables("variables") ?? []
    root = fields.id("root")
    if fields.has("keeper") { keeper = fields.optionalText("keeper", 1...64) }
  }

  func applied(to details: StoryDetails) -> StoryDetails {
    var details = details
    if let title { details.title = title }
    if let blurb { details.blurb = blurb }
    if let visibility { details.visibility = visibility }
    if let writing { details.writing = writing }
    if let canon { details.canon = canon }
    if let unmet { details.unmet = unmet }
    if let voteHours { details.voteHours = voteHours }
    if let variables { details.variables = variables }
    if let root { details.root = root }
    return details
  }
}

/// A fork that is to be made.
struct ForkRequest: Sendable {
  /// That of the story or pattern by default.
  let title: String?

  /// - Parameter titles: how long one may be.
  init(reading fields: inout Fields, titles: ClosedRange<Int>) {
    fields.ignoreInForms("request_id")
    // In a form an empty title is none.
    let isGiven = fields.isFromForm || fields.optionalScalar("title", upTo: 4_096) != nil
    title = isGiven ? (fields.isFromForm ? fields.optionalLine("title", titles) : fields.line("title", titles)) : nil
  }
}

typealias StoryListRequest = SongListRequest<StoryEntity>
typealias PatternListRequest = SongListRequest<PatternEntity>

/// A part of the list of stories or of patterns.
struct SongListRequest<Entity>: Sendable {
  static var limits: ClosedRange<Int64> { 1...100 }
  static var usualLimit: Int { 24 }

  var isMine = false
  var before: Identifier<Entity>?
  var limit = SongListRequest.usualLimit

  init() {}

  init(reading fields: inout Fields) {
    isMine = fields.isOn("mine")
    before = fields.optionalID("before")
    limit = fields.optionalInteger("limit", Self.limits).map { Int($0) } ?? limit
  }
}

extension Fields {
  /// A switch of a query: `on`, or left out.
  mutating func isOn(_ name: String) -> Bool { optionalParsed(name, "must be on", upTo: 8) { $0 == "on" ? true : nil } ?? false }
}
