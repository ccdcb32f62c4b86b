import Core
import JSON

/// A script as archives have it: what is said of it in JSON, and a folder with its code.
struct PortableScript: Sendable {
  struct Revision: Sendable {
    let number: Int
    let title: String
    let note: String
    let alt: String
    let createdAt: Timestamp
  }

  let name: PortableID
  let id: ScriptID
  let runtime: ScriptRuntime
  let details: ScriptDetails
  let visibility: ScriptVisibility
  let createdAt: Timestamp
  let savedAt: Timestamp
  let revisions: [Revision]

  var folder: String { "scripts/\(id)/" }
  /// Names in the folder.
  var draftFile: String { "draft.\(runtime.fileExtension)" }
  func file(of number: Int) -> String { "revisions/\(number).\(runtime.fileExtension)" }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.object { json in
      json.field("uuid", name.description)
      json.field("id", id.rawValue)
      json.field("runtime", runtime.rawValue)
      json.field("title", details.title)
      json.field("summary", details.summary)
      json.key("tags")
      json.array { json in for tag in details.tags { json.string(tag) } }
      json.field("visibility", visibility.rawValue)
      json.field("created_at", createdAt.iso8601)
      json.field("saved_at", savedAt.iso8601)
      json.field("draft", draftFile)
      json.key("revisions")
      json.array { json in
        for revision in revisions {
          json.object { json in
            json.field("number", revision.number)
            json.field("title", revision.title)
            json.field("note", revision.note)
            json.field("alt", revision.alt)
            json.field("created_at", revision.createdAt.iso8601)
            json.field("file", file(of: revision.number))
          }
        }
      }
    }
    return json.bytes
  }
}

/// A script that comes in, with its code.
struct ArrivingScript: Sendable {
  struct Revision: Sendable {
    let number: Int
    let title: String
    let note: String
    let alt: String
    let createdAt: Timestamp
    let file: String
  }

  /// `none` if it was not said.
  let name: PortableID
  /// What the folder is called among those of an archive of a member.
  let id: Int64
  let runtime: ScriptRuntime
  let details: ScriptDetails
  let createdAt: Timestamp
  let savedAt: Timestamp
  let draft: String
  let revisions: [Revision]

  init(reading fields: inout Fields, now: Timestamp) throws(AppError) {
    name = fields.has("uuid") ? fields.portableID() : .none
    id = fields.has("id") ? fields.integer("id", 1...Int64.max) : 0
    runtime = fields.choice("runtime")
    draft = fields.text("draft", 1...100)
    createdAt = fields.arrivedAt("created_at", now: now)
    savedAt = fields.arrivedAt("saved_at", now: now)
    revisions = fields.objects("revisions", 0...Script.mostRevisions) { fields in
      let revision = Revision(
        number: Int(fields.integer("number", 1...Int64(Script.mostRevisions))), title: fields.line("title", ScriptDetails.titleLengths),
        note: fields.text("note", 0...Publication.longestNote), alt: fields.text("alt", 0...Publication.longestAlt),
        createdAt: fields.arrivedAt("created_at", now: now), file: fields.text("file", 1...100))
      fields.ignoreRest()
      return revision
    }
    if Set(revisions.map(\.number)).count < revisions.count { fields.refuse("revisions", "must have each number once") }
    fields.ignore("visibility", "runtime")
    let change = try ScriptChange(arriving: &fields)
    details = ScriptDetails(title: change.title ?? "", summary: change.summary ?? "", tags: change.tags ?? [])
    fields.ignoreRest()
  }

  /// A file of code that somebody brings: a draft and nothing else.
  init(_ runtime: ScriptRuntime, titled title: String, at now: Timestamp) {
    name = .none
    id = 0
    self.runtime = runtime
    details = ScriptDetails(title: title)
    (createdAt, savedAt) = (now, now)
    draft = ""
    revisions = []
  }
}
